/// Taking clients away.
extension Registrar {
    /// Deletes a client at its provider (RFC 7592 §2.3).
    ///
    /// The notice `deleting` is published before the provider is asked, so that the gate refuses the client's tokens
    /// even if the provider never answers. A deletion that did not come to an end can be repeated.
    ///
    /// - Parameter id: The client's record.
    /// - Returns: `.lost` if the provider gave no means to delete the client, or has refused that often enough to be
    ///   believed (see `LossRule`).
    /// - Throws: `RegistrationError.clientBusy` while another operation is under way; `.refused`, `.notSent` or
    ///   `.outcomeUnknown` if the provider has not confirmed: the record then stays `deleting`.
    @discardableResult
    public func delete(_ id: String) async throws(RegistrationError) -> DeletionOutcome {
        try await unattended { () async throws(RegistrationError) in
            try await self.deleteNow(id)
        }
    }

    private func deleteNow(_ id: String) async throws(RegistrationError) -> DeletionOutcome {
        let record = try await record(id)
        if record.state == .deleted { return .gone }
        try checkIdle(record)
        // Without an answer there is nothing to tell the gate or the provider; `forget` is for such records.
        guard !record.state.isFinal, record.registration != nil else { throw .clientState(id: id, state: record.state) }
        let provider = try await provider(record.provider)
        let endpoint = try await endpoint(of: record, provider: provider)

        let deleting = try await apply(.deleting(operationID: Self.makeIdentifier()), to: record)
        await publish(.deleting, deleting)
        guard let endpoint else {
            let reason = RegistrationError.clientUnmanaged(id: id).description
            _ = try await apply(.lost(reason: reason), to: deleting)
            return .lost
        }
        let outcome: DeletionOutcome
        do {
            // The wait for the turn comes after the notice: the gate is to refuse the client at once.
            outcome = try await turns.take(at: provider) { () async throws(RegistrationError) in
                try await self.checkUnchanged(deleting, at: provider)
                return try await self.registrationClient(for: provider, about: record).delete(endpoint)
            }
        } catch {
            let end = deletionEnd(of: deleting, after: error, at: provider)
            let ended = try? await commit(end, to: deleting)
            if ended?.state.isLost == true { return .lost }
            throw error
        }
        switch outcome {
        case .deleted, .gone:
            let deleted = try await commit(.deleted, to: deleting)
            await publish(.deleted, deleted)
        case .lost: break
        }
        return outcome
    }

    /// Refuses to go on with a deletion that somebody else took over while it waited for its turn.
    private func checkUnchanged(_ deleting: ClientRecord, at provider: Provider) async throws(RegistrationError) {
        guard provider.driver.takesOneRequestAtATime else { return }
        let current = try await record(deleting.id)
        guard current.version == deleting.version else { throw .clientBusy(id: deleting.id, state: current.state) }
    }
}
