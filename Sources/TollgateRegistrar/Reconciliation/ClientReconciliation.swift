internal import TollgateCatalogue

/// The reconciliation of one client, as its state demands.
struct ClientReconciliation: Sendable {
    let records: ClientRecords
    let requests: AccessRequestRecords
    let adoption: ClientAdoption
    let firstTokens: FirstTokenTrial
    let deletion: ClientDeletion
    let resolution: ChangeResolution
    let upkeep: ClientUpkeep
    let refusals: RefusalReport

    /// The reconciliation of clients with the operations that it needs for that.
    ///
    /// - Parameters:
    ///   - store: Keeps applications and notices.
    ///   - requests: The access requests.
    ///   - providers: Opens the providers.
    ///   - lifecycle: The operations on clients.
    ///   - adoption: Finishes adoptions.
    ///   - subscriptions: Ends subscriptions.
    ///   - configuration: The registrar's settings.
    init(
        store: any ApplicationStore & NoticeStore, requests: AccessRequestRecords, providers: ProviderBook,
        lifecycle: ClientLifecycle, adoption: ClientAdoption, subscriptions: SubscriptionChanges,
        configuration: Registrar.Configuration
    ) {
        let (reading, updates, renewal) = (lifecycle.reading, lifecycle.updates, lifecycle.renewal)
        records = lifecycle.records
        self.requests = requests
        self.adoption = adoption
        firstTokens = lifecycle.firstTokens
        deletion = lifecycle.deletion
        resolution = ChangeResolution(providers: providers, reading: reading, updates: updates, renewal: renewal)
        upkeep = ClientUpkeep(
            records: records, subscriptions: subscriptions, updates: updates, secrets: lifecycle.secrets,
            expiry: ExpiryWatch(
                store: store, providers: providers, records: records, renewal: renewal, updates: updates,
                reading: reading),
            repair: DriftRepair(
                providers: providers, records: records, credentials: lifecycle.credentials, reading: reading,
                updates: updates),
            scopes: configuration.scopes)
        refusals = RefusalReport(records: records, reading: reading, lossRule: configuration.lossRule)
    }

    /// Finishes or ends what was interrupted, or looks after a client that is in order.
    ///
    /// - Parameters:
    ///   - record: The client's record.
    ///   - comparing: Whether a client without a known defect is read at its provider.
    /// - Returns: The defect and its outcome; `nil` if all was well.
    /// - Throws: `RegistrationError.clientBusy` while an operation is under way; the error of the operation that
    ///   settles the client.
    func reconcile(
        _ record: ClientRecord, comparing: Bool
    ) async throws(RegistrationError) -> ReconcileResult? {
        try records.checkIdle(record)
        switch record.state {
        case .registering where record.registration != nil: return try await finishAdoption(record)
        case .registering: return try await setInDoubt(record)
        case .verifying: return try await prove(record)
        case .updating, .inDoubt, .deleting:
            guard !refusals.isPausing(record) else { return refusals.pause(of: record) }
            return try await finish(record)
        case .lost(let reason): return ReconcileResult(.needsAttention, reason)
        case .active where refusals.isPausing(record):
            return try await lookAfter(record, comparing: false) ?? refusals.pause(of: record)
        case .active where record.refusals != nil: return try await refusals.askAgain(record)
        case .active: return try await lookAfter(record, comparing: comparing)
        case .deleted, .failed: return nil
        }
    }

    private func finishAdoption(_ record: ClientRecord) async throws(RegistrationError) -> ReconcileResult {
        let warnings = try await adoption.finish(record)
        return ReconcileResult(.settled, (["its adoption was finished"] + warnings).joined(separator: "; "))
    }

    private func setInDoubt(_ record: ClientRecord) async throws(RegistrationError) -> ReconcileResult {
        let reason = "the registrar ended before the registration was answered"
        _ = try await records.apply(.inDoubt(reason: reason, clientID: nil), to: record)
        return ReconcileResult(.needsAttention, reason + "; " + Self.remedy(for: record))
    }

    private func prove(_ record: ClientRecord) async throws(RegistrationError) -> ReconcileResult {
        do {
            _ = try await firstTokens.verify(record)
            return ReconcileResult(.settled, "its first token has passed, and it is active")
        } catch {
            guard case .tokenRejected(_, _, let compensated) = error else { throw error }
            await requests.fail(requestsOf: record, reason: error.description)
            return ReconcileResult(compensated ? .settled : .failed, error.description)
        }
    }

    /// Finishes a change or a deletion that was interrupted.
    private func finish(_ record: ClientRecord) async throws(RegistrationError) -> ReconcileResult {
        if case .inDoubt(let reason) = record.state, record.registration?.isManaged != true {
            return ReconcileResult(.needsAttention, reason + "; " + Self.remedy(for: record))
        }
        do {
            guard record.state == .deleting else { return try await resolution.resolve(record) }
            guard try await deletion.delete(record.id) != .lost else {
                return ReconcileResult(.needsAttention, "the provider did not let it be deleted")
            }
            return ReconcileResult(.settled, "its deletion was finished")
        } catch {
            return try await refusals.result(of: error, about: record)
        }
    }

    private func lookAfter(
        _ record: ClientRecord, comparing: Bool
    ) async throws(RegistrationError) -> ReconcileResult? {
        do {
            return try await upkeep.attend(to: record, comparing: comparing)
        } catch {
            return try await refusals.result(of: error, about: record)
        }
    }

    /// Returns the way out of a registration that was not answered, in words for a person.
    private static func remedy(for record: ClientRecord) -> String {
        // There was an answer, with a client of another record.
        if record.clientID == nil, record.operationID == nil { return "then forget this record" }
        let client =
            record.clientID.map { "the client `\(Redactor.clean($0))`" }
            ?? "a client named `\(Redactor.clean(record.settings.application))` with the software_version"
            + " \(record.operationID ?? "of this operation"), which not every provider shows"
        return "if the provider has \(client), delete it there, then forget this record"
    }
}
