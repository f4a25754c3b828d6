/// How a client proves at a token endpoint who it is.
public enum ClientAuthentication: Equatable, Sendable {
    /// With its secret (RFC 6749 §2.3.1).
    case secret(Secret, method: ClientSecretMethod)
    /// With an assertion that it signs, `private_key_jwt` (RFC 7523 §2.2).
    case privateKey(ClientKey)
}
