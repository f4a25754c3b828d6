/// The trial of new clients: each is active only after a token of its own has passed the gate's checks.
struct FirstTokenTrial: Sendable {
    private static let noCheck = "this registrar has no gate to check its token with"

    /// The check of the tokens; `nil` where clients are active without one.
    let check: (any ClientTokenCheck)?
    let providers: ProviderBook
    let access: ProviderAccess
    let queue: ProviderQueue
    let records: ClientRecords
    let credentials: CredentialSealer
    let compensation: RegistrationCompensation
    let events: ClientEvents

    /// Returns the token by which a new client has to prove itself; `nil` where there is none to check, or no check.
    ///
    /// - Parameters:
    ///   - record: The client's record.
    ///   - registration: The provider's answer.
    ///   - secret: The client's secret.
    ///   - profile: The provider's metadata.
    ///   - warnings: The warnings, with one more afterwards where a token cannot be obtained.
    /// - Returns: The token.
    func token(
        of record: ClientRecord, _ registration: ClientRegistration, secret: Secret?, at profile: ProviderProfile,
        _ warnings: inout [RegistrationWarning]
    ) -> FirstToken? {
        guard check != nil else { return nil }
        do throws(FirstToken.Obstacle) {
            return try FirstToken(of: record, registration, secret: secret, at: profile, now: records.now())
        } catch {
            if case .impossible(let reason) = error { warnings.append(.tokenUnchecked(reason: reason)) }
            return nil
        }
    }

    /// Checks the first token of a client that waits for that, because an earlier check did not come to an end.
    ///
    /// - Parameter record: The client's record, which is `verifying`.
    /// - Returns: The record, which is `active` now.
    /// - Throws: `RegistrationError.tokenRejected` if the client was withdrawn, `.tokenUnverified` if it still waits.
    func verify(_ record: ClientRecord) async throws(RegistrationError) -> ClientRecord {
        try records.checkIdle(record)
        let provider = try await providers.provider(record.provider)
        return try await queue.withTurn(at: provider) { () async throws(RegistrationError) in
            try await self.verify(record, at: provider)
        }
    }

    private func verify(
        _ record: ClientRecord, at provider: Provider
    ) async throws(RegistrationError) -> ClientRecord {
        guard let registration = record.registration else { throw .clientState(id: record.id, state: record.state) }
        guard check != nil else {
            throw .tokenUnverified(client: record.id, reason: Self.noCheck)
        }
        let profile = try await access.profile(of: provider)
        let secret = try credentials.clientSecret(of: record)
        let first: FirstToken
        do {
            first = try FirstToken(
                of: record, registration, secret: secret, at: profile, now: records.now())
        } catch {
            guard case .impossible(let reason) = error else {
                throw .clientState(id: record.id, state: record.state)
            }
            throw .tokenUnverified(client: record.id, reason: reason)
        }
        let verifying = try await records.apply(.verifying(operationID: Identifier.make()), to: record)
        return try await prove(verifying, with: first, at: provider)
    }

    /// Obtains a client's first token, has it checked, and makes the client active or withdraws it.
    ///
    /// - Parameters:
    ///   - record: The client's record, which is `verifying`; this operation is under way.
    ///   - first: The token to ask for.
    ///   - provider: The provider.
    /// - Returns: The record, which is `active` now.
    /// - Throws: `RegistrationError.tokenRejected` or `.tokenUnverified`; `.store` leaves the record as it is.
    func prove(
        _ record: ClientRecord, with first: FirstToken, at provider: Provider
    ) async throws(RegistrationError) -> ClientRecord {
        switch await verdict(on: first, at: provider) {
        case .accepted:
            let active = try await records.commit(.verified, to: record)
            await events.publish(.registered, active)
            return active
        case .unknown(let reason):
            _ = try? await records.commit(.verificationUnfinished(reason: reason), to: record)
            throw .tokenUnverified(client: record.id, reason: reason)
        case .rejected(let reason):
            let isGone = await compensation.undo(record, reason: reason, at: provider)
            throw .tokenRejected(clientID: first.client.clientID, reason: reason, compensated: isGone)
        }
    }

    private func verdict(on first: FirstToken, at provider: Provider) async -> ClientTokenVerdict {
        guard let check else { return .unknown(reason: Self.noCheck) }
        let client = ClientCredentialsClient(transport: access.transport(for: provider), now: records.now)
        var pauses = check.pauses[...]
        while true {
            do throws(TokenError) {
                let issued = try await client.token(for: first.request)
                return await check.verdict(on: issued.accessToken, of: first.client)
            } catch {
                guard Self.saysClientUnknown(error), let pause = pauses.popFirst() else {
                    return Self.verdict(on: error)
                }
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Says whether the provider does not know the client, or not yet.
    private static func saysClientUnknown(_ error: TokenError) -> Bool {
        switch error {
        case .refused(_, _, "invalid_client"?, _), .refused(_, 401, _, _), .refused(_, 403, nil, _): true
        default: false
        }
    }

    /// Judges an error: a refusal is a no; an answer that did not come, or that asks for patience, says nothing.
    private static func verdict(on error: TokenError) -> ClientTokenVerdict {
        switch error {
        case .refused(_, let status, _, _) where (400...499).contains(status) && status != 408 && status != 429:
            .rejected(reason: "\(error.code): \(error)")
        case .responseInvalid: .rejected(reason: "\(error.code): \(error)")
        default: .unknown(reason: "\(error.code): \(error)")
        }
    }
}
