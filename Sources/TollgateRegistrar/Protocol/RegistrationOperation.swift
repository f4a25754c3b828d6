/// What is asked of a provider's registration or client configuration endpoint.
public enum RegistrationOperation: String, CaseIterable, Hashable, Sendable {
    /// `POST` (RFC 7591 §3.1).
    case register
    /// `GET` (RFC 7592 §2.1).
    case read
    /// `PUT` (RFC 7592 §2.2).
    case update
    /// `DELETE` (RFC 7592 §2.3).
    case delete

    /// The HTTP method.
    public var method: String {
        switch self {
        case .register: "POST"
        case .read: "GET"
        case .update: "PUT"
        case .delete: "DELETE"
        }
    }
}
