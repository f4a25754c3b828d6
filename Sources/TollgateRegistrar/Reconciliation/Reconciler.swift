/// The reconciliation of all records with the providers.
struct Reconciler: Sendable {
    let records: ClientRecords
    let requests: AccessRequestRecords
    let fulfilment: Fulfilment
    let clients: ClientReconciliation

    /// Goes through all clients that are not gone, then through the approved requests that are due.
    ///
    /// - Parameters:
    ///   - comparing: Whether clients without a known defect are read at their providers.
    ///   - progress: Called after each record.
    /// - Returns: The findings; empty if all was well.
    /// - Throws: `RegistrationError.store` if the records cannot be listed.
    func reconcile(
        comparing: Bool, progress: @Sendable (ReconcileProgress) -> Void
    ) async throws(RegistrationError) -> [ReconcileFinding] {
        let unfinished = try await records.all().filter { !$0.state.isFinal }
        let now = records.now()
        let due = try await requests.all().filter { $0.state == .approved && $0.subscription.hasBegun(at: now) }
        var done = ReconcileProgress(done: 0, total: unfinished.count + due.count)
        var findings: [ReconcileFinding] = []
        for record in unfinished {
            if let finding = await reconcile(record, comparing: comparing) { findings.append(finding) }
            done.done += 1
            progress(done)
        }
        // What became of a client's first token was found out just now.
        let waiting = Set(
            try await records.all().filter(\.isWaitingForToken).flatMap { $0.settings.subscriptions.map(\.id) })
        for request in due {
            if !waiting.contains(request.id), let finding = await reconcile(request) { findings.append(finding) }
            done.done += 1
            progress(done)
        }
        return findings
    }

    private func reconcile(_ record: ClientRecord, comparing: Bool) async -> ReconcileFinding? {
        do {
            let result = try await unattended { () async throws(RegistrationError) in
                try await clients.reconcile(record, comparing: comparing)
            }
            return result.map { ReconcileFinding($0, about: record) }
        } catch {
            if case .clientBusy = error {
                return ReconcileFinding(ReconcileResult(.underWay, error.description), about: record)
            }
            return ReconcileFinding(ReconcileResult(.failed, error.description), about: record)
        }
    }

    private func reconcile(_ listed: AccessRequest) async -> ReconcileFinding? {
        // Others go on meanwhile, and the clients before it may have settled it.
        guard let request = try? await requests.request(listed.id), request.state == .approved else { return nil }
        do {
            let now = try await unattended { () async throws(RegistrationError) in
                try await fulfilment.fulfil(request)
            }
            return ReconcileFinding(ReconcileResult(.settled, "it is \(now.state.name)"), about: request)
        } catch {
            let outcome: ReconcileFinding.Outcome =
                switch error {
                case .clientBusy, .access(.requestUnderWay): .underWay
                case .clientState, .access(.clientInTheWay): .needsAttention
                default: .failed
                }
            return ReconcileFinding(ReconcileResult(outcome, error.description), about: request)
        }
    }
}
