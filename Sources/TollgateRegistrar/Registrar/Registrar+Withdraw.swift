internal import TollgateCatalogue

/// Registrations that come to nothing.
///
/// A provider may answer a registration with a client that it has already. So whatever an answer names is claimed for
/// the record first: the store gives each client to one record, and only what the record holds is deleted again.
extension Registrar {
    /// Records how a registration ended that gave no usable answer.
    ///
    /// If the store fails now, the record stays `registering`, which says as much as is known; `forget` ends it.
    ///
    /// - Returns: The error to end with: that of the exchange, which says so if the client could be deleted again, or that
    ///   the answer names a client that is another's.
    func settle(
        _ record: ClientRecord, _ provider: Provider, after error: RegistrationError
    ) async -> RegistrationError {
        do {
            try await end(record, provider, after: error)
            return error
        } catch {
            return error
        }
    }

    private func end(
        _ record: ClientRecord, _ provider: Provider, after error: RegistrationError
    ) async throws(RegistrationError) {
        switch error {
        case .refused(let refusal):
            // The endpoint may have moved; the next registration asks the metadata again.
            if refusal.status == 404 || refusal.status == 405 { directory.forget(provider) }
            if refusal.status == 401 { initialAccessTokens.forget(provider: provider.name) }
            _ = try? await commit(.failed(reason: error.description), to: record)
        case .notSent:
            // Here too: whoever moves often leaves nobody behind to answer.
            directory.forget(provider)
            // Nothing has happened anywhere, and each further attempt would leave one more record behind.
            do {
                try await store.discard(record.id, at: record.version)
            } catch {
                _ = try? await commit(.failed(reason: "its registration was not sent"), to: record)
            }
        case .responseInvalid(let exchange, let defect):
            if let remains = defect.remains {
                // Nobody could use the client; what was read of the answer may be enough to delete it again.
                try await checkMark(remains.mark, on: remains.clientID, record, provider)
                let reason = "\(exchange) gave an unusable answer: \(defect)"
                let isGone = try await withdraw(RegistrationResponse(remains), reason: reason, record, provider)
                if isGone { throw .responseInvalid(exchange, .undone(defect)) }
            } else {
                try await doubt(record, reason: error.description, clientID: defect.clientID, at: provider)
            }
        default: _ = try? await commit(.inDoubt(reason: error.description, clientID: nil), to: record)
        }
    }

    /// Refuses an answer that carries the mark of another registration: the client was there before, whoever has it.
    ///
    /// What a provider puts in the place of the mark that is no mark of a registrar says nothing.
    ///
    /// - Throws: `RegistrationError.clientTaken`; the record has failed then.
    func checkMark(
        of response: RegistrationResponse, _ record: ClientRecord, _ provider: Provider
    ) async throws(RegistrationError) {
        try await checkMark(
            response.members["software_version"]?.string, on: response.clientID, record, provider)
    }

    private func checkMark(
        _ mark: String?, on clientID: String?, _ record: ClientRecord, _ provider: Provider
    ) async throws(RegistrationError) {
        guard let mark, Self.isIdentifier(mark), mark.exact != record.operationID?.exact else { return }
        // Whether it is on the books decides nothing here, and is what somebody wants to know.
        let holder = try? await store.client(clientID ?? "", of: record.issuer)
        throw await refuse(record, holder: holder?.id, at: provider)
    }

    /// Ends a registration whose answer names a client that is another's: nothing of the answer is kept, and nothing is
    /// deleted at the provider.
    private func refuse(_ record: ClientRecord, holder: String?, at provider: Provider) async -> RegistrationError {
        let error = RegistrationError.clientTaken(provider: provider.name, record: holder)
        _ = try? await commit(.failed(reason: error.description), to: record)
        return error
    }

    /// Sets a registration in doubt whose answer could not be used, with the client that it names.
    ///
    /// - Returns: The record as it is then; `nil` if the store failed: then it stays `registering`.
    /// - Throws: `RegistrationError.clientTaken` if the client is another record's.
    @discardableResult
    private func doubt(
        _ record: ClientRecord, reason: String, clientID: String?, at provider: Provider
    ) async throws(RegistrationError) -> ClientRecord? {
        do {
            let named = clientID?.isEmpty == true ? nil : clientID
            return try await commit(.inDoubt(reason: reason, clientID: named), to: record)
        } catch {
            guard case .store(.clientTaken(let holder)) = error else { return nil }
            throw await refuse(record, holder: holder, at: provider)
        }
    }

    /// Deletes a client that came out with too little to be of use, that cannot be kept, or that was only a probe.
    ///
    /// The record claims it first. What it cannot claim is not its own, or not known to be, and stays.
    ///
    /// - Returns: Whether the client is gone. If not, its record stays `deleting` and the deletion can be repeated, or
    ///   is in doubt and names it.
    /// - Throws: `RegistrationError.clientTaken` if the client is another record's; the record has failed then.
    func withdraw(
        _ response: RegistrationResponse, reason: String, _ record: ClientRecord, _ provider: Provider
    ) async throws(RegistrationError) -> Bool {
        if provider.driver.management == .registrationAccessToken, response.registrationClientURI == nil,
            response.registrationAccessToken != nil
        {
            return try await withdrawUnplaced(response, reason: reason, record, provider)
        }
        let registration = (try? sealed(response, for: record)) ?? .unmanaged(clientID: response.clientID)
        let tracked: ClientRecord
        do {
            tracked = try await claim(registration, for: record)
        } catch {
            if case .store(.clientTaken(let holder)) = error {
                throw await refuse(record, holder: holder, at: provider)
            }
            try await doubt(record, reason: reason, clientID: response.clientID, at: provider)
            return false
        }
        return await remove(tracked, at: try? await endpoint(in: response, provider: provider), reason, provider)
    }

    /// Deletes a client of which nobody has said where it is managed, where most providers would manage it.
    ///
    /// That is tried once: later nobody could tell that nothing is there from a client that is gone.
    private func withdrawUnplaced(
        _ response: RegistrationResponse, reason: String, _ record: ClientRecord, _ provider: Provider
    ) async throws(RegistrationError) -> Bool {
        let doubted = try await doubt(record, reason: reason, clientID: response.clientID, at: provider)
        guard let doubted, let place = await assumedEndpoint(in: response, provider: provider),
            (try? await registrationClient(for: provider).delete(place)) != nil
        else { return false }
        if let deleting = try? await commit(.deleting(operationID: Self.makeIdentifier()), to: doubted) {
            _ = try? await commit(.failed(reason: reason), to: deleting)
        }
        return true
    }

    /// Commits that a record's client must go again.
    private func claim(
        _ registration: ClientRegistration, for record: ClientRecord
    ) async throws(RegistrationError) -> ClientRecord {
        do {
            return try await commit(.compensating(registration), to: record)
        } catch {
            // Whoever took the registration for dead has set its record in doubt meanwhile; here is its answer.
            guard case .clientBusy = error, let current = try? await self.record(record.id),
                current.operationID?.exact == record.operationID?.exact
            else { throw error }
            return try await commit(.compensating(registration), to: current)
        }
    }

    /// Deletes a client whose first token does not pass.
    ///
    /// - Returns: Whether the client is gone. If not, its record stays `deleting` and the deletion can be repeated.
    func withdraw(_ record: ClientRecord, reason: String, _ provider: Provider) async -> Bool {
        guard let tracked = try? await commit(.deleting(operationID: Self.makeIdentifier()), to: record) else {
            return false
        }
        return await remove(tracked, at: try? await endpoint(of: tracked, provider: provider), reason, provider)
    }

    /// Sends the deletion of a client that is of no use, and records what came of it.
    private func remove(
        _ tracked: ClientRecord, at endpoint: ClientConfigurationEndpoint?, _ reason: String, _ provider: Provider
    ) async -> Bool {
        guard let endpoint else {
            _ = try? await commit(.lost(reason: reason), to: tracked)
            return false
        }
        do {
            _ = try await registrationClient(for: provider).delete(endpoint)
            _ = try? await commit(.failed(reason: reason), to: tracked)
            return true
        } catch {
            _ = try? await commit(deletionEnd(of: tracked, after: error, at: provider), to: tracked)
            return false
        }
    }
}
