/// The claims of a token as Keycloak issues them, for tests to change one at a time.
public struct TokenClaims: Sendable {
    /// Member names and their values as JSON texts, in order.
    public var members: [(name: String, json: String)]

    /// The claims of a good token.
    ///
    /// - Parameters:
    ///   - issuer: `iss`.
    ///   - client: `azp`.
    ///   - scope: `scope`, space-separated.
    ///   - now: `iat`, in seconds since 1970; `exp` is 300 s later.
    public init(
        issuer: String = "https://idp.example/realms/DCR", client: String = "client-1",
        scope: String = "product_payments free_plan", now: Int64 = 1_700_000_000
    ) {
        members = [
            ("exp", "\(now + 300)"), ("iat", "\(now)"), ("jti", "\"0f057eb2\""), ("iss", "\"\(issuer)\""),
            ("sub", "\"e4a7bad7\""), ("typ", "\"Bearer\""), ("azp", "\"\(client)\""), ("scope", "\"\(scope)\""),
        ]
    }

    /// The same claims with one replaced, added, or left out where `json` is `nil`.
    public func with(_ name: String, _ json: String?) -> TokenClaims {
        var copy = self
        copy.members.removeAll { $0.name == name }
        if let json { copy.members.append((name, json)) }
        return copy
    }

    /// The JSON object.
    public var json: String {
        "{" + members.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}"
    }
}
