/// What a reconciliation found out about one client or access request, and what it did.
public struct ReconcileFinding: Hashable, Sendable {
    /// What became of it.
    public enum Outcome: String, CaseIterable, Hashable, Sendable {
        /// What was interrupted, due or wrong has been put right.
        case settled
        /// The provider has something else on its books than the registrar.
        case drifted
        /// Somebody has to look at the provider: its protocol has no way to find out.
        case needsAttention = "needs_attention"
        /// Another operation on it is under way; the next reconciliation looks again.
        case underWay = "under_way"
        /// It could not be put right now; the next reconciliation tries again.
        case failed
    }

    /// What the finding is about.
    public enum Subject: String, CaseIterable, Hashable, Sendable {
        /// A client's record.
        case client
        /// An access request.
        case request
    }

    /// What the finding is about.
    public var subject: Subject
    /// The identifier of the client's record or of the request.
    public var id: String
    /// The application's name, or its identifier for a request.
    public var application: String
    /// What became of it.
    public var outcome: Outcome
    /// What was found and done, in words for a person.
    public var detail: String

    /// A finding with these parts.
    public init(subject: Subject, id: String, application: String, outcome: Outcome, detail: String) {
        self.subject = subject
        self.id = id
        self.application = application
        self.outcome = outcome
        self.detail = detail
    }
}

extension ReconcileFinding: CustomStringConvertible {
    /// One line for a person.
    public var description: String { "\(outcome.rawValue): \(subject.rawValue) \(id) (\(application)): \(detail)" }
}
