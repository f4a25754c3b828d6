internal import TollgateCatalogue

/// The reading of clients at their providers (RFC 7592 §2.1).
struct ClientReading: Sendable {
    let providers: ProviderBook
    let queue: ProviderQueue
    let records: ClientRecords
    let credentials: CredentialSealer
    let steps: ManagementSteps
    let events: ClientEvents

    /// Reads a client and commits the answer before anything else happens.
    ///
    /// - Returns: The record, `active` again, and the answer.
    /// - Throws: `RegistrationError.providerUnknown`, `.providerInvalid` or `.sealing` if the provider or the client
    ///   cannot be opened; `.providerBusy`, `.clientBusy`, `.clientState` or `.clientUnmanaged`; `.discoveryFailed`,
    ///   `.registrationUnsupported` or `.initialAccessFailed` where the registrar's own right manages clients;
    ///   `.refused`, `.notSent`, `.outcomeUnknown` or `.responseInvalid`; `.store`.
    func read(
        _ record: ClientRecord
    ) async throws(RegistrationError) -> (ClientRecord, RegistrationResponse) {
        let provider = try await providers.provider(record.provider)
        return try await queue.withTurn(at: provider) { () async throws(RegistrationError) in
            try await self.read(record, at: provider)
        }
    }

    private func read(
        _ record: ClientRecord, at provider: Provider
    ) async throws(RegistrationError) -> (ClientRecord, RegistrationResponse) {
        var operation = try await steps.prepare(record, at: provider)
        try await steps.begin(&operation, intent: record.intent)
        let endpoint = operation.target.endpoint
        var response = try await steps.send(operation) { client throws(RegistrationError) in
            try await client.read(endpoint)
        }
        if Self.repeatsSecret(of: record, provider.driver) {
            response.clientSecret = nil
            response.secretExpiresAt = nil
        }
        return (try await keep(response, operation, after: record), response)
    }

    private func keep(
        _ response: RegistrationResponse, _ operation: ClientOperation<ManagementTarget>, after record: ClientRecord
    ) async throws(RegistrationError) -> ClientRecord {
        let registration = try credentials.registration(from: response, for: operation.record)
        let shown = record.intent.flatMap {
            response.shows($0, operationID: record.operationID) ? $0 : nil
        }
        let secretIsNew = CredentialSealer.secretIsNew(
            in: response, after: operation.record, old: operation.target.oldSecret,
            rotates: operation.provider.driver.readRotatesCredentials)
        let active = try await records.commit(
            .updated(registration, settings: shown, secretIsNew: secretIsNew), to: operation.record)
        if shown != nil { await events.publish(.updated, active) }
        return active
    }

    /// Says whether a secret in the answer is one that was erased, because its owner has seen it or it had expired.
    ///
    /// Where an earlier version erased it, there is no digest to tell it from a new one by.
    private static func repeatsSecret(of record: ClientRecord, _ driver: ProviderDriver) -> Bool {
        driver.repeatsSecretInReads && record.state == .active && record.registration?.clientSecret == nil
            && record.registration?.revealedSecretDigest == nil
    }
}

extension RegistrationResponse {
    /// Says whether the answer shows the settings that a change was to bring about.
    ///
    /// - Parameters:
    ///   - intent: The settings that the change was to bring about.
    ///   - operationID: The change, by which a provider's `software_version` tells it.
    /// - Returns: `true` if it does.
    func shows(_ intent: ClientSettings, operationID: String?) -> Bool {
        if let operationID, let mark = members["software_version"]?.string {
            return mark.exact == operationID.exact
        }
        return scopes.map { Set($0) == Set(intent.scopes) } ?? false
    }
}
