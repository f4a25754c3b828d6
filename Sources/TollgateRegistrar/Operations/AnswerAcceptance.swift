/// The acceptance of answers to changes and rotations.
struct AnswerAcceptance: Sendable {
    let records: ClientRecords
    let credentials: CredentialSealer
    let events: ClientEvents

    /// Commits an answer before anything else happens: it may hold the only secret and the only registration access
    /// token that still work (RFC 7592 §2.2).
    ///
    /// - Parameters:
    ///   - response: The answer, without a secret that the client's owner has seen already.
    ///   - operation: The operation.
    /// - Returns: The credential that is good now.
    /// - Throws: `RegistrationError.narrowed` if the provider granted less than asked, `.credentialNotKept` if the
    ///   store failed.
    func accept(
        _ response: RegistrationResponse, _ operation: ClientOperation<ManagementTarget>
    ) async throws(RegistrationError) -> IssuedCredential {
        let comparison = RegistrationComparison(
            response, asked: operation.asked, driver: operation.provider.driver, isUpdate: true)
        var credential = credential(in: response, comparison, operation)
        let active: ClientRecord
        do {
            active = try await keep(response, comparison, operation)
        } catch {
            throw await unstored(credential, response, operation, because: error)
        }
        if let shortfall = comparison.shortfall { throw .narrowed(shortfall, compensated: false) }
        await events.publish(.updated, active)
        credential.state = active.state
        return credential
    }

    private func credential(
        in response: RegistrationResponse, _ comparison: RegistrationComparison,
        _ operation: ClientOperation<ManagementTarget>
    ) -> IssuedCredential {
        let record = operation.record
        var warnings = comparison.warnings
        if let uri = response.refusedClientURI { warnings.append(.clientURIMoved(to: uri)) }
        let keptExpiry = response.clientSecret == nil ? record.registration?.secretExpiresAt : nil
        return IssuedCredential(
            recordID: record.id, issuer: record.issuer, clientID: response.clientID,
            clientSecret: response.clientSecret ?? operation.target.oldSecret,
            secretExpiresAt: response.secretExpiresAt ?? keptExpiry ?? 0,
            scopes: comparison.shortfall == nil ? operation.intent.scopes : record.settings.scopes, state: record.state,
            warnings: warnings)
    }

    private func keep(
        _ response: RegistrationResponse, _ comparison: RegistrationComparison,
        _ operation: ClientOperation<ManagementTarget>
    ) async throws(RegistrationError) -> ClientRecord {
        let registration = try credentials.registration(from: response, for: operation.record)
        let secretIsNew = CredentialSealer.secretIsNew(
            in: response, after: operation.record, old: operation.target.oldSecret,
            rotates: operation.target.renewsSecret || operation.provider.driver.rotation == .update)
        return try await records.commit(
            .updated(
                registration, settings: comparison.shortfall == nil ? operation.intent : nil, secretIsNew: secretIsNew),
            to: operation.record)
    }

    /// Sets a client in doubt whose answer could not be stored, and hands the only copy of its secrets over.
    private func unstored(
        _ credential: IssuedCredential, _ response: RegistrationResponse,
        _ operation: ClientOperation<ManagementTarget>,
        because error: RegistrationError
    ) async -> RegistrationError {
        let reason = error.description
        let doubtful = try? await records.apply(.inDoubt(reason: reason, clientID: nil), to: operation.record)
        var credential = credential
        credential.state = doubtful?.state ?? operation.record.state
        return .credentialNotKept(
            UnstoredCredential(
                credential: credential, registrationAccessToken: response.registrationAccessToken,
                registrationClientURI: response.registrationClientURI, reason: reason))
    }
}
