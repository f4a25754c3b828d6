/// The state of an access request.
public enum AccessRequestState: Codable, Hashable, Sendable {
    /// Nobody has decided yet.
    case pending
    /// It was approved; the provider has not given the client yet, or the subscription has not begun.
    case approved
    /// The client of this record has the subscription.
    case fulfilled(client: String)
    /// It was turned down.
    case rejected(reason: String)
    /// It was approved, but the provider did not register the client or change it.
    case failed(reason: String)
    /// The developer took it back.
    case withdrawn

    /// The stable names of all states.
    package static let names = ["pending", "approved", "fulfilled", "rejected", "failed", "withdrawn"]

    /// The stable name.
    public var name: String {
        switch self {
        case .pending: "pending"
        case .approved: "approved"
        case .fulfilled: "fulfilled"
        case .rejected: "rejected"
        case .failed: "failed"
        case .withdrawn: "withdrawn"
        }
    }

    /// The reason, where a state has one.
    public var reason: String? {
        switch self {
        case .rejected(let reason), .failed(let reason): reason
        case .pending, .approved, .fulfilled, .withdrawn: nil
        }
    }

    /// The client's record, once there is one.
    public var client: String? {
        if case .fulfilled(let client) = self { client } else { nil }
    }

    /// The value that a store holds beside the name: the reason, or the client's record.
    public var detail: String? { reason ?? client }

    /// Whether the request may still lead to a subscription without being asked again.
    public var isOpen: Bool {
        switch self {
        case .pending, .approved: true
        case .fulfilled, .rejected, .failed, .withdrawn: false
        }
    }

    /// The state of this name, as a store holds it; `nil` for a name that this version does not know.
    ///
    /// - Parameters:
    ///   - name: The stable name.
    ///   - detail: The reason, or the client's record.
    public init?(name: String, detail: String?) {
        switch name {
        case "pending": self = .pending
        case "approved": self = .approved
        case "fulfilled": self = .fulfilled(client: detail ?? "")
        case "rejected": self = .rejected(reason: detail ?? "")
        case "failed": self = .failed(reason: detail ?? "")
        case "withdrawn": self = .withdrawn
        default: return nil
        }
    }
}
