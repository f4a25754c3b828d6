internal import TollgateCatalogue

/// The end of registrations that come to nothing.
///
/// A provider may answer a registration with a client that it has already. So each client that an answer names is
/// claimed for the record first: the store gives each client to one record, and only what the record holds is deleted
/// again.
struct RegistrationCompensation: Sendable {
    let records: ClientRecords
    let credentials: CredentialSealer
    let access: ProviderAccess
    let endpoints: ConfigurationEndpoints
    let lossRule: LossRule

    /// Records how a registration ended that gave no usable answer.
    ///
    /// If the store fails now, the record stays `registering`, which says as much as is known; `forget` ends it.
    ///
    /// - Returns: The error to end with: that of the exchange, which says so if the client could be deleted again, or
    ///   that the answer names a client that is another's.
    func settle(
        _ operation: ClientOperation<RegistrationTarget>, after error: RegistrationError
    ) async -> RegistrationError {
        do {
            try await end(operation, after: error)
            return error
        } catch {
            return error
        }
    }

    private func end(
        _ operation: ClientOperation<RegistrationTarget>, after error: RegistrationError
    ) async throws(RegistrationError) {
        switch error {
        case .refused(let refusal):
            // The endpoint may have moved; the next registration asks the metadata again.
            if refusal.status == 404 || refusal.status == 405 { access.forgetProfile(of: operation.provider) }
            if refusal.status == 401 { access.forgetInitialAccess(to: operation.provider) }
            _ = try? await records.commit(.failed(reason: error.description), to: operation.record)
        case .notSent: await discard(operation)
        case .responseInvalid(let exchange, let defect): try await end(operation, after: defect, of: exchange)
        default:
            _ = try? await records.commit(.inDoubt(reason: error.description, clientID: nil), to: operation.record)
        }
    }

    /// Ends a registration that was never sent: nothing has happened anywhere, and each further attempt would leave one
    /// more record behind.
    private func discard(_ operation: ClientOperation<RegistrationTarget>) async {
        // A provider that moves often leaves no server behind to answer.
        access.forgetProfile(of: operation.provider)
        do {
            try await records.discard(operation.record)
        } catch {
            _ = try? await records.commit(.failed(reason: "its registration was not sent"), to: operation.record)
        }
    }

    /// Ends a registration whose client could never be used; what was read of the answer may be enough to delete it.
    private func end(
        _ operation: ClientOperation<RegistrationTarget>, after defect: RegistrationResponseDefect,
        of exchange: RegistrationExchange
    ) async throws(RegistrationError) {
        let error = RegistrationError.responseInvalid(exchange, defect)
        guard let partialResponse = defect.partialResponse else {
            try await doubt(operation, reason: error.description, clientID: defect.clientID)
            return
        }
        try await checkMark(partialResponse.mark, on: partialResponse.clientID, operation)
        let reason = "\(exchange) gave an unusable answer: \(defect)"
        let isGone = try await undo(RegistrationResponse(partialResponse), reason: reason, operation)
        if isGone { throw .responseInvalid(exchange, .undone(defect)) }
    }

    /// Refuses an answer that carries the mark of another registration: the client was there before.
    ///
    /// A mark that the provider has made itself says nothing.
    ///
    /// - Throws: `RegistrationError.clientTaken`; the record has failed then.
    func checkMark(
        of response: RegistrationResponse, _ operation: ClientOperation<RegistrationTarget>
    ) async throws(RegistrationError) {
        try await checkMark(response.members["software_version"]?.string, on: response.clientID, operation)
    }

    private func checkMark(
        _ mark: String?, on clientID: String?, _ operation: ClientOperation<RegistrationTarget>
    ) async throws(RegistrationError) {
        guard let mark, Identifier.isIdentifier(mark), mark.exact != operation.id.exact else { return }
        // Whether it is on the books decides nothing here, and helps an operator to find it.
        let holder = try? await records.store.client(clientID ?? "", of: operation.record.issuer)
        throw await refuse(operation, holder: holder?.id)
    }

    /// Ends a registration whose answer names a client that is another's: nothing of the answer is kept, and nothing is
    /// deleted at the provider.
    private func refuse(
        _ operation: ClientOperation<RegistrationTarget>, holder: String?
    ) async -> RegistrationError {
        let error = RegistrationError.clientTaken(provider: operation.provider.name, record: holder)
        _ = try? await records.commit(.failed(reason: error.description), to: operation.record)
        return error
    }

    /// Sets a registration in doubt whose answer could not be used, with the client that it names.
    ///
    /// - Returns: The record as it is then; `nil` if the store failed: then it stays `registering`.
    /// - Throws: `RegistrationError.clientTaken` if the client is another record's.
    @discardableResult
    private func doubt(
        _ operation: ClientOperation<RegistrationTarget>, reason: String, clientID: String?
    ) async throws(RegistrationError) -> ClientRecord? {
        do {
            let named = clientID?.isEmpty == true ? nil : clientID
            return try await records.commit(.inDoubt(reason: reason, clientID: named), to: operation.record)
        } catch {
            guard case .clientOnRecord(let holder) = error else { return nil }
            throw await refuse(operation, holder: holder)
        }
    }

    /// Deletes a client that came out with too little to be of use, that cannot be kept, or that was only a probe.
    ///
    /// The record claims it first. What it cannot claim is not its own, or not known to be, and stays.
    ///
    /// - Returns: `true` if the client is gone. If not, its record stays `deleting` and the deletion can be repeated,
    ///   or is in doubt and names it.
    /// - Throws: `RegistrationError.clientTaken` if the client is another record's; the record has failed then.
    func undo(
        _ response: RegistrationResponse, reason: String, _ operation: ClientOperation<RegistrationTarget>
    ) async throws(RegistrationError) -> Bool {
        let (record, provider) = (operation.record, operation.provider)
        if provider.driver.management == .registrationAccessToken, response.registrationClientURI == nil,
            response.registrationAccessToken != nil
        {
            return try await undoUnplaced(response, reason: reason, operation)
        }
        let registration =
            (try? credentials.registration(from: response, for: record)) ?? .unmanaged(clientID: response.clientID)
        let claimed: ClientRecord
        do {
            claimed = try await claim(registration, for: record)
        } catch {
            if case .clientOnRecord(let holder) = error { throw await refuse(operation, holder: holder) }
            try await doubt(operation, reason: reason, clientID: response.clientID)
            return false
        }
        return await delete(claimed, at: try? await endpoints.endpoint(in: response, at: provider), reason, provider)
    }

    /// Deletes a client of which the provider has not said where it is managed, where most providers would manage it.
    ///
    /// That is tried once: later a client that is gone could not be told from a place where nothing ever was.
    private func undoUnplaced(
        _ response: RegistrationResponse, reason: String, _ operation: ClientOperation<RegistrationTarget>
    ) async throws(RegistrationError) -> Bool {
        let doubted = try await doubt(operation, reason: reason, clientID: response.clientID)
        guard let doubted, let place = await endpoints.assumedEndpoint(in: response, at: operation.provider),
            (try? await endpoints.client(of: operation.provider).delete(place)) != nil
        else { return false }
        if let deleting = try? await records.commit(.deleting(operationID: Identifier.make()), to: doubted) {
            _ = try? await records.commit(.failed(reason: reason), to: deleting)
        }
        return true
    }

    /// Commits that a record's client must go again.
    private func claim(
        _ registration: ClientRegistration, for record: ClientRecord
    ) async throws(RegistrationError) -> ClientRecord {
        do {
            return try await records.commit(.compensating(registration), to: record)
        } catch {
            // The registration was taken for dead and its record set in doubt meanwhile; here is its answer.
            guard case .clientBusy = error, let current = try? await records.record(record.id),
                current.operationID?.exact == record.operationID?.exact
            else { throw error }
            return try await records.commit(.compensating(registration), to: current)
        }
    }

    /// Deletes a client whose first token does not pass.
    ///
    /// - Returns: `true` if the client is gone. If not, its record stays `deleting` and the deletion can be repeated.
    func undo(_ record: ClientRecord, reason: String, at provider: Provider) async -> Bool {
        guard let claimed = try? await records.commit(.deleting(operationID: Identifier.make()), to: record) else {
            return false
        }
        return await delete(claimed, at: try? await endpoints.endpoint(of: claimed, at: provider), reason, provider)
    }

    /// Sends the deletion of a client that is of no use, and records the outcome.
    private func delete(
        _ claimed: ClientRecord, at endpoint: ClientConfigurationEndpoint?, _ reason: String, _ provider: Provider
    ) async -> Bool {
        guard let endpoint else {
            _ = try? await records.commit(.lost(reason: reason), to: claimed)
            return false
        }
        do {
            _ = try await endpoints.client(of: provider).delete(endpoint)
            _ = try? await records.commit(.failed(reason: reason), to: claimed)
            return true
        } catch {
            let end = lossRule.deletionEnd(of: claimed, after: error, at: provider, now: records.now())
            _ = try? await records.commit(end, to: claimed)
            return false
        }
    }
}
