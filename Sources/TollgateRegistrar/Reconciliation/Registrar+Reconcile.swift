/// Bringing the records and the providers together again.
extension Registrar {
    /// Finishes or ends what was interrupted, does what has become due, and compares the rest with the providers.
    ///
    /// A registration that was not answered is never sent again: its record is set in doubt and names the mark by
    /// which the client can be found at the provider. The first token of a client that is not active yet is checked
    /// again. An interrupted change is looked up (RFC 7592 §2.1) and sent again if it did not take effect, an
    /// interrupted deletion is sent again, subscriptions begin and end, expired secrets are erased, and approved
    /// requests are fulfilled. What a client lacks at its provider of what it was granted is sent again; what it has
    /// beyond that is only reported. What expires within 7 days is renewed where that takes nothing away from anybody,
    /// and otherwise told of. Running it again does no harm.
    ///
    /// - Parameters:
    ///   - comparing: Whether clients that nothing is known to be wrong with are read at their providers. Providers
    ///     may change the registration access token with each reading.
    ///   - progress: Is told after each record.
    /// - Returns: What was not as it should be; empty if all was well.
    /// - Throws: `RegistrationError.store` if the records cannot be listed. What goes wrong with one record is a
    ///   finding and does not stop the rest.
    public func reconcile(
        comparing: Bool = true, progress: @Sendable (ReconcileProgress) -> Void = { _ in }
    ) async throws(RegistrationError) -> [ReconcileFinding] {
        let records = try await clients().filter { !$0.state.isFinal }
        let requests = try await requests().filter { $0.state == .approved && $0.subscription.hasBegun(at: now()) }
        var done = ReconcileProgress(done: 0, total: records.count + requests.count)
        var findings: [ReconcileFinding] = []
        for record in records {
            if let finding = await look(at: record, comparing: comparing) { findings.append(finding) }
            done.done += 1
            progress(done)
        }
        // What became of a client's first token was looked at just now.
        let waiting = Set(
            try await clients().filter(\.isWaitingForToken).flatMap { $0.grant.subscriptions.map(\.id) })
        for request in requests {
            if !waiting.contains(request.id), let finding = await look(at: request) { findings.append(finding) }
            done.done += 1
            progress(done)
        }
        return findings
    }

    private func look(at listed: AccessRequest) async -> ReconcileFinding? {
        // Others go on meanwhile, and the clients before it may have settled it.
        guard let request = try? await request(listed.id), request.state == .approved else { return nil }
        func finding(_ outcome: ReconcileFinding.Outcome, _ detail: String) -> ReconcileFinding {
            ReconcileFinding(
                subject: .request, id: request.id, application: request.application, outcome: outcome, detail: detail)
        }
        do {
            let now = try await unattended { () async throws(RegistrationError) in try await self.fulfil(request) }
            return finding(.settled, "it is \(now.state.name)")
        } catch {
            switch error {
            case .clientBusy: return finding(.underWay, error.description)
            case .access(.requestUnderWay): return finding(.underWay, error.description)
            case .clientState, .access(.clientInTheWay): return finding(.needsAttention, error.description)
            default: return finding(.failed, error.description)
            }
        }
    }

    private func look(at record: ClientRecord, comparing: Bool) async -> ReconcileFinding? {
        func finding(_ outcome: ReconcileFinding.Outcome, _ detail: String) -> ReconcileFinding {
            ReconcileFinding(
                subject: .client, id: record.id, application: record.grant.application, outcome: outcome,
                detail: detail)
        }
        do {
            let found = try await unattended { () async throws(RegistrationError) in
                try await self.settle(record, comparing: comparing)
            }
            return found.map { finding($0.outcome, $0.detail) }
        } catch {
            if case .clientBusy = error { return finding(.underWay, error.description) }
            return finding(.failed, error.description)
        }
    }

    private func settle(
        _ record: ClientRecord, comparing: Bool
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String)? {
        try checkIdle(record)
        switch record.state {
        case .registering where record.registration != nil:
            let warnings = try await finishAdoption(record)
            return (.settled, (["its adoption was finished"] + warnings).joined(separator: "; "))
        case .registering:
            let reason =
                "the registrar ended before the registration was answered"
            _ = try await apply(.inDoubt(reason: reason, clientID: nil), to: record)
            return (.needsAttention, reason + "; " + Self.remedy(for: record))
        case .verifying: return try await prove(record)
        case .updating where isPausing(record), .inDoubt where isPausing(record), .deleting where isPausing(record):
            return (.needsAttention, doubt(about: record))
        case .updating: return try await settleChange(of: record)
        case .inDoubt(let reason):
            return record.registration?.isManaged == true
                ? try await settleChange(of: record) : (.needsAttention, reason + "; " + Self.remedy(for: record))
        case .deleting: return try await finishDeletion(record)
        case .lost(let reason): return (.needsAttention, reason)
        case .active where isPausing(record):
            return try await lookAfter(record, comparing: false) ?? (.needsAttention, doubt(about: record))
        case .active where record.refusals != nil: return try await askAgain(record)
        case .active: return try await lookAfter(record, comparing: comparing)
        case .deleted, .failed: return nil
        }
    }

    private func settleChange(
        of record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String) {
        do {
            return try await resolve(record)
        } catch {
            return try await refusal(error, of: record)
        }
    }

    private func lookAfter(
        _ record: ClientRecord, comparing: Bool
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String)? {
        do {
            return try await attend(to: record, comparing: comparing)
        } catch {
            return try await refusal(error, of: record)
        }
    }

    private func finishDeletion(
        _ record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String) {
        do {
            guard try await delete(record.id) != .lost else {
                return (.needsAttention, "the provider did not let it be deleted")
            }
            return (.settled, "its deletion was finished")
        } catch {
            return try await refusal(error, of: record)
        }
    }

    private func prove(
        _ record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String) {
        do {
            _ = try await verify(record)
            return (.settled, "its first token has passed, and it is active")
        } catch {
            guard case .tokenRejected(_, _, let compensated) = error else { throw error }
            await failRequests(of: record, reason: error.description)
            return (compensated ? .settled : .failed, error.description)
        }
    }

    /// What a person can do about a registration that was not answered.
    private static func remedy(for record: ClientRecord) -> String {
        // There was an answer, with somebody else's client.
        if record.clientID == nil, record.operationID == nil { return "then forget this record" }
        let client =
            record.clientID.map { "the client `\(Redactor.clean($0))`" }
            ?? "a client named `\(Redactor.clean(record.grant.application))` with the software_version"
            + " \(record.operationID ?? "of this operation"), which not every provider shows"
        return "if the provider has \(client), delete it there, then forget this record"
    }

    /// Does what is due for a client that is in order, and tells of subscriptions that give nothing any more.
    private func attend(
        to record: ClientRecord, comparing: Bool
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String)? {
        let grantable = scopes()
        let lacks = record.grant.subscriptions.filter { !$0.hasEnded(at: now()) }.compactMap { subscription in
            grantable.defect(of: subscription).map {
                "it is granted nothing for the product `\(subscription.product)` on the plan `\(subscription.plan)`:"
                    + " \($0); put it back into the file, or take the subscription away"
            }
        }
        let found = try await doWhatIsDue(for: record, grantable, comparing: comparing)
        guard !lacks.isEmpty else { return found }
        return (
            found?.outcome ?? .needsAttention, ([found?.detail].compactMap(\.self) + lacks).joined(separator: "; ")
        )
    }

    private func doWhatIsDue(
        for record: ClientRecord, _ grantable: GrantableScopes, comparing: Bool
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String)? {
        let time = now()
        let ended = record.grant.subscriptions.filter { $0.hasEnded(at: time) }
        if !ended.isEmpty {
            try await remove(Set(ended.map(\.id)), from: record)
            return (.settled, "these subscriptions ended: " + ended.map(\.product).joined(separator: ", "))
        }
        let inForce = record.grant.subscriptions.filter { $0.isInForce(at: time) }
        let given = inForce.filter { grantable.defect(of: $0) == nil }
        let due = try grantable.scopes(of: given)
        // A client that names no scopes might get a provider's own; where nothing is left, gates let it do nothing.
        let isEmptied = given.isEmpty && !inForce.isEmpty
        if !isEmptied, Set(due) != Set(record.grant.scopes) {
            _ = try await update(record.id, ClientChanges())
            return (.settled, "its scopes are now \(due.joined(separator: " "))")
        }
        if try await eraseExpiredSecret(of: record) {
            return (.settled, "its secret has expired and was erased; rotate it")
        }
        let expiry = try await attendToExpiry(of: record)
        guard comparing, expiry?.outcome != .settled else { return expiry }
        return try await compare(try await self.record(record.id)) ?? expiry
    }
}
