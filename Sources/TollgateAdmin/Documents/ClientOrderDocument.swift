public import TollgateRegistrar

/// An order for a client as JSON describes it.
public struct ClientOrderDocument: Sendable {
    /// The order.
    public let order: ClientOrder

    /// Reads the members of a document.
    ///
    /// - Parameter members: `key`, `application`, `owner`, `product`, `plan`, and, where they are wanted, `client_type`,
    ///   `redirect_uris`, `starts_at` and `ends_at` (Unix seconds).
    /// - Throws: `DocumentError`.
    public init(members: [String: JSONValue]) throws(DocumentError) {
        do throws(Problem) {
            let body = BodyReader(members)
            try body.allow([
                "key", "application", "owner", "product", "plan", "client_type", "redirect_uris", "starts_at",
                "ends_at",
            ])
            order = ClientOrder(
                key: try body.string("key"), application: try body.string("application"),
                owner: try body.string("owner"), product: try body.string("product"), plan: try body.string("plan"),
                clientType: try body.optionalString("client_type") ?? ClientType.backend.name,
                redirectURIs: try body.optionalStrings("redirect_uris") ?? [],
                startsAt: try body.optionalTime("starts_at"), endsAt: try body.optionalTime("ends_at"))
        } catch {
            throw DocumentError(error)
        }
    }
}
