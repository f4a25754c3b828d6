/// A finding of a reconciliation about one client or access request.
public struct ReconcileFinding: Hashable, Sendable {
    /// The outcomes.
    public enum Outcome: String, CaseIterable, Hashable, Sendable {
        /// Something that was interrupted, due or wrong has been put right.
        case settled
        /// The provider has something else on its books than the registrar.
        case drifted
        /// An operator has to check the provider: its protocol has no way to find out.
        case needsAttention = "needs_attention"
        /// Another operation on it is under way; the next reconciliation tries again.
        case underWay = "under_way"
        /// It could not be put right now; the next reconciliation tries again.
        case failed
    }

    /// The subjects of findings.
    public enum Subject: String, CaseIterable, Hashable, Sendable {
        /// A client's record.
        case client
        /// An access request.
        case request
    }

    /// The subject: a client or a request.
    public var subject: Subject
    /// The identifier of the client's record or of the request.
    public var id: String
    /// The application's name, or its identifier for a request.
    public var application: String
    /// The outcome.
    public var outcome: Outcome
    /// The details of the finding and its outcome, in words for a person.
    public var detail: String

    /// A finding with these parts.
    package init(subject: Subject, id: String, application: String, outcome: Outcome, detail: String) {
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

/// The progress of a reconciliation.
public struct ReconcileProgress: Hashable, Sendable {
    /// The number of clients and requests that are done.
    public var done: Int
    /// The number of clients and requests in all.
    public var total: Int

    /// Progress of this much.
    package init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }
}
