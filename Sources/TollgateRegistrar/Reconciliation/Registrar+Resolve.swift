internal import TollgateCatalogue

/// Asking a provider what it has on its books (RFC 7592 §2.1).
extension Registrar {
    /// Finds out what became of a change that was interrupted, and finishes it.
    func resolve(
        _ record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String) {
        let driver = try await provider(record.provider).driver
        // A replacement gives the same twice; where nothing can be read, it settles what became of the first.
        if !driver.offersRead {
            guard let intent = record.intent else {
                _ = try await rotate(record)
                return (.settled, "its secret was renewed again")
            }
            _ = try await send(intent, to: record)
            return (.settled, "its change was made again")
        }
        let (current, response) = try await read(record)
        guard let intent = record.intent else {
            let changed = response.clientSecret == nil ? "" : "; the provider issued a new secret"
            return (.settled, "it can be managed; if its secret does not work, rotate it" + changed)
        }
        guard !Self.shows(intent, in: response, operationID: record.operationID) else {
            return (.settled, "its change had taken effect")
        }
        // The read gave a registration access token that is good, and a replacement gives the same twice.
        _ = try await send(intent, to: current)
        return (.settled, "its change had not taken effect and was made now")
    }

    /// Reads a client at its provider and commits what the answer brings, before anything else happens.
    ///
    /// - Returns: The record, `active` again, and the answer.
    func read(
        _ record: ClientRecord
    ) async throws(RegistrationError) -> (ClientRecord, RegistrationResponse) {
        let provider = try await provider(record.provider)
        return try await turns.take(at: provider) { () async throws(RegistrationError) in
            try await self.read(record, at: provider)
        }
    }

    private func read(
        _ record: ClientRecord, at provider: Provider
    ) async throws(RegistrationError) -> (ClientRecord, RegistrationResponse) {
        guard let endpoint = try await endpoint(of: record, provider: provider) else {
            throw .clientUnmanaged(id: record.id)
        }
        // Whatever can fail comes before the request: its answer must be kept.
        let old = try open(record.registration?.clientSecret, record: record.id, field: .clientSecret)
        let reading = try await apply(
            .updating(operationID: Self.makeIdentifier(), intent: record.intent), to: record)
        var response: RegistrationResponse
        do {
            response = try await registrationClient(for: provider, about: record)
                .read(endpoint)
        } catch {
            await settleUpdate(reading, from: record.state, after: error, at: provider)
            throw error
        }
        // What was erased because its owner has seen it does not come back because the provider shows it; where an
        // earlier version erased it, or it had expired, there is no digest to tell it from a new one by.
        response = withoutRevealedSecret(response, for: reading)
        if provider.driver.repeatsSecretInReads, record.state == .active, record.registration?.clientSecret == nil,
            record.registration?.revealedSecretDigest == nil
        {
            response.clientSecret = nil
            response.secretExpiresAt = nil
        }
        let registration = try sealed(response, for: reading)
        let shown = record.intent.flatMap {
            Self.shows($0, in: response, operationID: record.operationID) ? $0 : nil
        }
        let secretIsNew = Self.secretIsNew(
            in: response, after: reading, old: old, rotates: provider.driver.readRotatesCredentials)
        let active = try await commit(
            .updated(registration, grant: shown, secretIsNew: secretIsNew), to: reading)
        if shown != nil { await publish(.updated, active) }
        return (active, response)
    }

    /// Whether an answer shows what a change was to bring about.
    private static func shows(
        _ intent: ClientGrant, in response: RegistrationResponse, operationID: String?
    ) -> Bool {
        if let operationID, let mark = response.members["software_version"]?.string {
            return mark.exact == operationID.exact
        }
        return response.scopes.map { Set($0) == Set(intent.scopes) } ?? false
    }
}
