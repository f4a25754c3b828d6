/// An operation of a provider's registration or client configuration endpoint.
public enum RegistrationOperation: String, CaseIterable, Hashable, Sendable {
    /// `POST` (RFC 7591 §3.1).
    case register
    /// `GET` (RFC 7592 §2.1).
    case read
    /// `PUT` (RFC 7592 §2.2).
    case update
    /// `DELETE` (RFC 7592 §2.3).
    case delete
    /// A request for a new secret, which no RFC has.
    case rotateSecret = "rotate_secret"

    /// The HTTP method; that of a rotation is the provider's choice, mostly `POST`.
    package var method: String {
        switch self {
        case .register, .rotateSecret: "POST"
        case .read: "GET"
        case .update: "PUT"
        case .delete: "DELETE"
        }
    }
}
