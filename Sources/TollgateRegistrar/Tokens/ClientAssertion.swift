internal import TollgateCrypto
internal import TollgateSigning

/// A client's signed statement about who it is, for one token endpoint and one minute (RFC 7523 §2.2, §3).
struct ClientAssertion {
    /// The value of `client_assertion_type`.
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    /// The time that an assertion is good: 60 s, which a clock that is a little off survives.
    static let lifetimeSeconds: Int64 = 60

    /// The claims: `iss` and `sub` are the client, `aud` is the token endpoint, `jti` is never used twice.
    let claims: [String: JSONValue]

    /// An assertion.
    ///
    /// - Parameters:
    ///   - clientID: The client's identifier.
    ///   - endpoint: The token endpoint.
    ///   - now: The time in Unix seconds.
    init(clientID: String, endpoint: String, now: Int64) {
        claims = [
            "iss": .string(clientID), "sub": .string(clientID), "aud": .string(endpoint),
            "jti": .string(RandomBytes.hexadecimal(count: 16)), "iat": .integer(now),
            "exp": .integer(now.addingReportingOverflow(Self.lifetimeSeconds).partialValue),
        ]
    }

    /// Returns the compact RS256 token.
    ///
    /// - Throws: `SigningError.keyRefused`, `.claimsRefused` or `.outOfMemory`.
    func signed(with key: AssertionKey) throws(SigningError) -> String {
        try TokenSigner(privateKeyPEM: key.privateKeyPEM.reveal(), keyID: key.keyID)
            .sign(claimsJSON: String(decoding: JSONValue.object(claims).text, as: UTF8.self))
    }

    /// Says whether a key can sign at all.
    static func canSign(with key: AssertionKey) -> Bool {
        (try? ClientAssertion(clientID: "probe", endpoint: "probe", now: 0).signed(with: key)) != nil
    }
}
