public import TollgateRegistrar

/// What the process is doing when it is killed.
public enum CrashOperation: String, CaseIterable, Sendable {
    /// Approving an access request, which registers a client.
    case create
    /// Approving an access request of a registrar that checks the first token of each client.
    case prove
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
    ///   - record: The access request for `create` and `prove`, else the client's record.
    ///   - subscription: The subscription for `update`.
    /// - Throws: What the registrar throws.
    public func run(_ registrar: Registrar, record: String, subscription: String) async throws(RegistrationError) {
        switch self {
        case .create, .prove: _ = try await registrar.approve(record, by: "admin")
        case .update: _ = try await registrar.changePlan(of: subscription, client: record, to: "gold")
        case .rotate: _ = try await registrar.rotateSecret(record)
        case .delete: _ = try await registrar.delete(record)
        }
    }

    /// The transition by which the intent is committed; `nil` for the beginning of a record.
    public var intent: String? {
        switch self {
        case .create: nil
        case .prove: "awaiting_token"
        case .update, .rotate: "updating"
        case .delete: "deleting"
        }
    }

    /// Where it can be killed: what comes before the first token is the same as in `create`.
    public var points: [CrashPoint] {
        self == .prove ? [.afterIntent, .beforeSending, .answered, .committed] : CrashPoint.allCases
    }

    /// Whether a request is one that the points are about.
    public func isAbout(_ method: String, _ url: String) -> Bool {
        method != "GET" && url.hasSuffix("/token") == (self == .prove)
    }

    /// The transition by which the answer is committed.
    public var completion: String {
        switch self {
        case .create: "registered"
        case .prove: "verified"
        case .update, .rotate: "updated"
        case .delete: "deleted"
        }
    }
}
