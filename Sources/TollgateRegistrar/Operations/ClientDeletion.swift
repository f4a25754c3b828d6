/// The deletion of clients at their providers (RFC 7592 §2.3).
struct ClientDeletion: Sendable {
    let providers: ProviderBook
    let endpoints: ConfigurationEndpoints
    let queue: ProviderQueue
    let records: ClientRecords
    let events: ClientEvents
    let lossRule: LossRule

    /// Deletes a client; gates hear of it before the provider is asked.
    ///
    /// - Parameter id: The client's record.
    /// - Returns: The outcome.
    /// - Throws: `RegistrationError`, as ``Registrar/delete(_:)``.
    func delete(_ id: String) async throws(RegistrationError) -> DeletionOutcome {
        try await unattended { () async throws(RegistrationError) in
            let record = try await records.record(id)
            if record.state == .deleted { return .gone }
            try records.checkIdle(record)
            // Without an answer there is nothing to tell the gate or the provider; `forget` is for such records.
            guard !record.state.isFinal, record.registration != nil else {
                throw .clientState(id: id, state: record.state)
            }
            return try await delete(record)
        }
    }

    private func delete(_ record: ClientRecord) async throws(RegistrationError) -> DeletionOutcome {
        let provider = try await providers.provider(record.provider)
        let endpoint = try await endpoints.endpoint(of: record, at: provider)
        let deleting = try await begin(record)
        guard let endpoint else { return try await giveUp(deleting) }
        let outcome: DeletionOutcome
        do {
            outcome = try await send(deleting, to: endpoint, at: provider)
        } catch {
            guard await settle(deleting, after: error, at: provider).isLost else { throw error }
            return .lost
        }
        try await finish(deleting, outcome)
        return outcome
    }

    /// Commits the intent, and has gates refuse the client from now on.
    private func begin(_ record: ClientRecord) async throws(RegistrationError) -> ClientRecord {
        let deleting = try await records.apply(.deleting(operationID: Identifier.make()), to: record)
        await events.publish(.deleting, deleting)
        return deleting
    }

    private func giveUp(_ deleting: ClientRecord) async throws(RegistrationError) -> DeletionOutcome {
        let reason = RegistrationError.clientUnmanaged(id: deleting.id).description
        _ = try await records.apply(.lost(reason: reason), to: deleting)
        return .lost
    }

    /// Sends the request when it is the provider's turn: the notice is not to wait for that.
    private func send(
        _ deleting: ClientRecord, to endpoint: ClientConfigurationEndpoint, at provider: Provider
    ) async throws(RegistrationError) -> DeletionOutcome {
        try await queue.withTurn(at: provider) { () async throws(RegistrationError) in
            try await self.checkUnchanged(deleting, at: provider)
            return try await self.endpoints.client(of: provider, about: deleting).delete(endpoint)
        }
    }

    /// Refuses to go on with a deletion that another operation took over while it waited for its turn.
    private func checkUnchanged(_ deleting: ClientRecord, at provider: Provider) async throws(RegistrationError) {
        guard provider.driver.takesOneRequestAtATime else { return }
        let current = try await records.record(deleting.id)
        guard current.version == deleting.version else { throw .clientBusy(id: deleting.id, state: current.state) }
    }

    /// Records how a deletion ended that the provider did not confirm.
    ///
    /// - Returns: The record's state then; `deleting` also if the store failed.
    private func settle(
        _ deleting: ClientRecord, after error: RegistrationError, at provider: Provider
    ) async -> ClientState {
        let end = lossRule.deletionEnd(of: deleting, after: error, at: provider, now: records.now())
        return (try? await records.commit(end, to: deleting))?.state ?? deleting.state
    }

    private func finish(_ deleting: ClientRecord, _ outcome: DeletionOutcome) async throws(RegistrationError) {
        switch outcome {
        case .deleted, .gone: await events.publish(.deleted, try await records.commit(.deleted, to: deleting))
        case .lost: break
        }
    }

    /// Takes a client off the books that an operator has removed at the provider by hand.
    ///
    /// - Parameter id: The client's record.
    /// - Throws: `RegistrationError.clientBusy` or `.clientState`, as ``Registrar/forget(_:)``.
    func forget(_ id: String) async throws(RegistrationError) {
        let record = try await records.record(id)
        try records.checkIdle(record)
        _ = try await records.apply(.forgotten, to: record)
        await events.publish(.deleted, record)
    }
}
