/// Making clients active: only after a token of their own has passed the gate's checks.
extension Registrar {
    /// Checks the first token of a client that waits for that, because an earlier check did not come to an end.
    ///
    /// - Parameter record: The client's record, which is `verifying`.
    /// - Returns: The record, which is `active` now.
    /// - Throws: `RegistrationError.tokenRejected` if the client was withdrawn, `.tokenUnverified` if it still waits.
    func verify(_ record: ClientRecord) async throws(RegistrationError) -> ClientRecord {
        try checkIdle(record)
        let provider = try await provider(record.provider)
        return try await turns.take(at: provider) { () async throws(RegistrationError) in
            try await self.verify(record, at: provider)
        }
    }

    private func verify(
        _ record: ClientRecord, at provider: Provider
    ) async throws(RegistrationError) -> ClientRecord {
        guard let registration = record.registration else { throw .clientState(id: record.id, state: record.state) }
        guard let tokenCheck else {
            throw .tokenUnverified(client: record.id, reason: "this registrar has no gate to check its token with")
        }
        let profile = try await directory.profile(of: provider, now: now())
        let secret = try open(registration.clientSecret, record: record.id, field: .clientSecret)
        let first: FirstToken
        do {
            first = try FirstToken(
                of: record, registration, secret: secret, at: profile, now: now())
        } catch {
            guard case .impossible(let reason) = error else {
                throw .clientState(id: record.id, state: record.state)
            }
            throw .tokenUnverified(client: record.id, reason: reason)
        }
        let verifying = try await apply(.verifying(operationID: Self.makeIdentifier()), to: record)
        return try await prove(verifying, with: first, tokenCheck, at: provider)
    }

    /// Obtains a client's first token, has it checked, and makes the client active or withdraws it.
    ///
    /// - Parameters:
    ///   - record: The client's record, which is `verifying`; this operation is under way.
    ///   - first: The token to ask for.
    ///   - check: Judges it.
    ///   - provider: The provider.
    /// - Returns: The record, which is `active` now.
    /// - Throws: `RegistrationError.tokenRejected` or `.tokenUnverified`; `.store` leaves the record as it is.
    func prove(
        _ record: ClientRecord, with first: FirstToken, _ check: any ClientTokenCheck, at provider: Provider
    ) async throws(RegistrationError) -> ClientRecord {
        switch await verdict(on: first, check, at: provider) {
        case .accepted:
            let active = try await commit(.verified, to: record)
            await publish(.registered, active)
            return active
        case .unknown(let reason):
            _ = try? await commit(.verificationUnfinished(reason: reason), to: record)
            throw .tokenUnverified(client: record.id, reason: reason)
        case .rejected(let reason):
            let isGone = await withdraw(record, reason: reason, provider)
            throw .tokenRejected(clientID: first.client.clientID, reason: reason, compensated: isGone)
        }
    }

    /// Marks the requests as failed that a client was to fulfil which was withdrawn.
    ///
    /// A subscription has the identifier of its request.
    func failRequests(of record: ClientRecord, reason: String) async {
        for subscription in record.grant.subscriptions {
            guard let request = try? await request(subscription.id), request.state == .approved else { continue }
            _ = try? await take(.fail(reason: reason), request)
        }
    }

    private func verdict(
        on first: FirstToken, _ check: any ClientTokenCheck, at provider: Provider
    ) async -> ClientTokenVerdict {
        let client = ClientCredentialsClient(transport: network.transport(for: provider), now: now)
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

    /// Whether the provider does not know the client, or not yet.
    private static func saysClientUnknown(_ error: TokenError) -> Bool {
        switch error {
        case .refused(_, _, "invalid_client"?, _), .refused(_, 401, _, _), .refused(_, 403, nil, _): true
        default: false
        }
    }

    /// A refusal is a no; an answer that did not come, or that asks for patience, says nothing.
    private static func verdict(on error: TokenError) -> ClientTokenVerdict {
        switch error {
        case .refused(_, let status, _, _) where (400...499).contains(status) && status != 408 && status != 429:
            .rejected(reason: "\(error.code): \(error)")
        case .responseInvalid: .rejected(reason: "\(error.code): \(error)")
        default: .unknown(reason: "\(error.code): \(error)")
        }
    }
}
