public import TollgateRegistrar

/// What the process is doing when it is killed.
public enum CrashOperation: String, CaseIterable, Sendable {
    /// Approving an access request, which registers a client.
    case create
    /// Moving a subscription to another plan.
    case update
    /// Giving a client a new secret.
    case rotate
    /// Deleting a client.
    case delete

    /// Does it.
    ///
    /// - Parameters:
    ///   - registrar: The registrar.
    ///   - record: The access request for `create`, else the client's record.
    ///   - subscription: The subscription for `update`.
    /// - Throws: What the registrar throws.
    public func run(_ registrar: Registrar, record: String, subscription: String) async throws(RegistrationError) {
        switch self {
        case .create: _ = try await registrar.approve(record, by: "admin")
        case .update: _ = try await registrar.changePlan(of: subscription, client: record, to: "gold")
        case .rotate: _ = try await registrar.rotateSecret(record)
        case .delete: _ = try await registrar.delete(record)
        }
    }

    /// The transition by which the intent is committed; `nil` for the beginning of a record.
    public var intent: String? {
        switch self {
        case .create: nil
        case .update, .rotate: "updating"
        case .delete: "deleting"
        }
    }

    /// The transition by which the answer is committed.
    public var completion: String {
        switch self {
        case .create: "registered"
        case .update, .rotate: "updated"
        case .delete: "deleted"
        }
    }
}
