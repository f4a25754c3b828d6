/// The result of reconciling one client or request.
struct ReconcileResult: Sendable {
    var outcome: ReconcileFinding.Outcome
    /// The details of the finding and its outcome, in words for a person.
    var detail: String

    init(_ outcome: ReconcileFinding.Outcome, _ detail: String) {
        self.outcome = outcome
        self.detail = detail
    }
}

extension ReconcileFinding {
    /// The finding about a client.
    init(_ result: ReconcileResult, about record: ClientRecord) {
        self.init(
            subject: .client, id: record.id, application: record.settings.application, outcome: result.outcome,
            detail: result.detail)
    }

    /// The finding about an access request.
    init(_ result: ReconcileResult, about request: AccessRequest) {
        self.init(
            subject: .request, id: request.id, application: request.application, outcome: result.outcome,
            detail: result.detail)
    }
}
