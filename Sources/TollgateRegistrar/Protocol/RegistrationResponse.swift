internal import TollgateCatalogue

/// A provider's answer with the metadata that a client is registered with (RFC 7591 §3.2.1, RFC 7592 §3).
///
/// The response is authoritative: a provider may replace or leave out whatever was asked for. Members that providers
/// are known to write as an array instead of a string, or the other way round, are read either way.
package struct RegistrationResponse: Sendable {
    /// `client_id`, never empty.
    package var clientID: String
    /// `client_secret`, if the provider issued one.
    package var clientSecret: Secret?
    /// `client_secret_expires_at` in Unix seconds; 0 for never, `nil` if the answer does not say or has no secret.
    package var secretExpiresAt: Int64?
    /// `client_id_issued_at` in Unix seconds.
    package var issuedAt: Int64?
    /// `registration_access_token`.
    package var registrationAccessToken: Secret?
    /// `registration_access_token_expires_in`, in seconds from now on; no RFC's, but some providers' (RFC 7592 §5 asks
    /// them not to let it expire).
    package var registrationAccessTokenExpiresIn: Int64?
    /// `registration_client_uri`, with scheme and host; `nil` if the answer has none that can be taken.
    package var registrationClientURI: String?
    /// `registration_client_uri` as it came, if it is a place that the client's right is not sent to.
    package internal(set) var refusedClientURI: String?
    /// The words of `scope`; `nil` if the answer does not name it.
    package var scopes: [String]?
    /// `grant_types`; `nil` if the answer does not name it.
    package var grantTypes: [String]?
    /// `token_endpoint_auth_method`: one, unless the provider answers with an array.
    package var tokenEndpointAuthMethods: [String]?
    /// Every member as it came, known or not, but for the secret, the registration access token, and what repeats them
    /// or is called like a secret.
    package var members: [String: JSONValue]

    /// The names that providers have for secrets beside those of the RFCs.
    private static let secretNames: Set<String> = [
        "access_token", "api_key", "clientSecret", "initial_access_token", "password", "private_key", "refresh_token",
        "registrationAccessToken", "secret",
    ]

    /// Reads the body of a successful answer.
    ///
    /// - Throws: `RegistrationResponseDefect.incomplete`, `.notAnObject`, `.clientIDMissing`, `.clientIDUnusable` or
    ///   `.tokenUnusable`.
    init(body: [UInt8]) throws(RegistrationResponseDefect) {
        let read = JSONValue.members(in: body)
        if let read, !read.isWhole { throw .incomplete(clientID: PartialResponse(read.members).clientID) }
        try self.init(members: read?.members)
    }

    /// Takes the members of a successful answer; `nil` stands for a body that is not a JSON object.
    init(members: [String: JSONValue]?) throws(RegistrationResponseDefect) {
        guard var members else { throw .notAnObject }
        guard let clientID = members["client_id"]?.string, !clientID.isEmpty else { throw .clientIDMissing }
        guard Self.isUsable(clientID: clientID) else { throw .clientIDUnusable }
        self.clientID = clientID
        // Empty strings stand for "none" in answers of some providers.
        clientSecret = Self.secret(members.removeValue(forKey: "client_secret"))
        registrationAccessToken = Self.secret(members.removeValue(forKey: "registration_access_token"))
        registrationClientURI = members["registration_client_uri"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        registrationAccessTokenExpiresIn = members["registration_access_token_expires_in"]?.seconds
        // Some providers say when a secret expires that is not in the answer, and so say nothing.
        secretExpiresAt = clientSecret == nil ? nil : Self.time(members["client_secret_expires_at"])
        issuedAt = Self.time(members["client_id_issued_at"])
        scopes = (members["scope"] ?? members["scopes"])?.words
        grantTypes = members["grant_types"]?.words
        tokenEndpointAuthMethods = members["token_endpoint_auth_method"]?.words
        let secrets = [clientSecret, registrationAccessToken].compactMap { $0?.reveal() }
        self.members = members.filter { name, value in
            !Self.secretNames.contains(name) && !secrets.contains { value.holds($0) }
        }
        if let token = registrationAccessToken, !token.isVisibleASCII { throw .tokenUnusable(clientID: clientID) }
    }

    /// The readable part of an answer that cannot be used.
    init(_ partialResponse: PartialResponse) {
        clientID = partialResponse.clientID ?? ""
        clientSecret = partialResponse.clientSecret
        registrationAccessToken = partialResponse.registrationAccessToken
        registrationClientURI = partialResponse.registrationClientURI
        members = [:]
    }

    /// Says whether an identifier can be kept, shown and sent: no control characters, at most 4 KiB.
    static func isUsable(clientID: String) -> Bool {
        Redactor.clean(clientID) == clientID
    }

    /// Reads a time; one before 1970 counts as none, since it would erase a secret before its owner has seen it.
    private static func time(_ value: JSONValue?) -> Int64? {
        value?.seconds.flatMap { $0 < 0 ? nil : $0 }
    }

    private static func secret(_ value: JSONValue?) -> Secret? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        return Secret(text)
    }
}
