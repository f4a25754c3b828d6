internal import TollgateCatalogue

/// An item for a client as JSON describes it.
extension ClientImportItem {
    /// Reads an item.
    ///
    /// - Parameter members: `key`, `application`, `owner`, `product`, `plan`, and, where they are wanted,
    ///   `client_type`, `redirect_uris`, `starts_at` and `ends_at` (Unix seconds), and `adopt`.
    /// - Throws: `DocumentError` for the first member that is unknown, missing or of another form.
    package init(members: [String: JSONValue]) throws(DocumentError) {
        let body = DocumentReader(members)
        try body.allow([
            "key", "application", "owner", "product", "plan", "client_type", "redirect_uris", "starts_at",
            "ends_at", "adopt",
        ])
        self.init(
            key: try body.string("key"), application: try body.string("application"),
            owner: try body.string("owner"), product: try body.string("product"), plan: try body.string("plan"),
            clientType: try body.optionalString("client_type") ?? ClientType.backend.name,
            redirectURIs: try body.optionalRedirectURIs("redirect_uris") ?? [],
            startsAt: try body.optionalTime("starts_at"), endsAt: try body.optionalTime("ends_at"),
            adopting: try body.optionalObject("adopt").map(Self.existing))
    }

    /// Reads a client that the provider has already, with the members of its answers (RFC 7592 §3).
    private static func existing(_ body: DocumentReader) throws(DocumentError) -> ExistingClient {
        try body.allow([
            "client_id", "registration_client_uri", "registration_access_token",
            "registration_access_token_expires_at", "client_secret", "client_secret_expires_at",
        ])
        return ExistingClient(
            clientID: try body.string("client_id"),
            registrationClientURI: try body.optionalString("registration_client_uri"),
            registrationAccessToken: try body.optionalString("registration_access_token").map { Secret($0) },
            registrationAccessTokenExpiresAt: try body.optionalTime("registration_access_token_expires_at") ?? 0,
            clientSecret: try body.optionalString("client_secret").map { Secret($0) },
            secretExpiresAt: try body.optionalTime("client_secret_expires_at") ?? 0)
    }
}
