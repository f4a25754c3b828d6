/// Where a client puts its secret at the token endpoint (RFC 6749 §2.3.1).
public enum ClientSecretMethod: String, CaseIterable, Hashable, Sendable {
    /// In the `Authorization` header. Every authorization server must support it.
    case basic
    /// In the form.
    case post
}
