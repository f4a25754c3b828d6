/// Registering clients.
extension Registrar {
    /// Registers a client for an application, with exactly the scopes of one product on one plan.
    ///
    /// - Parameters:
    ///   - application: The application's name, which becomes the client's name at the provider.
    ///   - product: The product's name in the catalogue.
    ///   - plan: The plan's name in the catalogue.
    ///   - clientType: The client type.
    ///   - redirectURIs: The redirect URIs, for client types that need them.
    ///   - provider: The provider's name.
    /// - Returns: The credential, with the warnings that the provider's answer gives cause to.
    /// - Throws: `RegistrationError`. After `.outcomeUnknown` and `.responseInvalid` the record is in doubt: a client
    ///   may exist at the provider. The registration is not repeated. Where clients' first tokens are checked,
    ///   `.tokenRejected` if this one's does not pass, `.tokenUnverified` if it is not active before a reconciliation
    ///   has found out.
    public func register(
        application: String, product: String, plan: String, clientType: ClientType = .backend,
        redirectURIs: [String] = [], provider: String
    ) async throws(RegistrationError) -> Credential {
        guard !application.isEmpty else { throw .requestInvalid(reason: "an application needs a name") }
        try clientType.check(redirectURIs: redirectURIs)
        let subscription = Subscription(id: Self.makeIdentifier(), product: product, plan: plan)
        let grant = ClientGrant(
            application: application, subscriptions: [subscription],
            scopes: try scopes().scopes(of: [subscription]), clientType: clientType, redirectURIs: redirectURIs)
        return try await unattended { () async throws(RegistrationError) in
            try await self.register(grant, at: provider)
        }
    }

    func register(_ grant: ClientGrant, at name: String) async throws(RegistrationError) -> Credential {
        let provider = try await provider(name)
        return try await turns.take(at: provider) { () async throws(RegistrationError) in
            try await self.register(grant, at: provider)
        }
    }

    private func register(
        _ grant: ClientGrant, at provider: Provider
    ) async throws(RegistrationError) -> Credential {
        // Everything that can fail without a client coming into being comes before the intent, and the wait for the
        // turn before all, since an initial access token and the operation's lease last only so long.
        let profile = try await directory.profile(of: provider, now: now())
        let authorization = try await authorization(for: provider, profile: profile)

        let operationID = Self.makeIdentifier()
        let started = now()
        let record = ClientRecord(
            id: Self.makeIdentifier(), operationID: operationID, provider: provider.name, issuer: profile.issuer,
            grant: grant, createdAt: started, updatedAt: started)
        do {
            try await store.begin(record)
        } catch {
            throw .store(error)
        }

        let asked = provider.driver.adapted(grant.metadata(operationID: operationID))
        let client = registrationClient(for: provider)
        let response: RegistrationResponse
        do {
            response = try await client.register(
                asked, at: profile.registrationEndpoint, authorization: authorization, operationID: operationID)
        } catch {
            await settle(record, provider, after: error)
            throw error
        }
        let granted = GrantedMetadata(response, asked: asked, driver: provider.driver, isUpdate: false)
        if let shortfall = granted.shortfall {
            let isGone = await withdraw(response, reason: shortfall.description, record, provider)
            throw .narrowed(shortfall, compensated: isGone)
        }
        var warnings = granted.warnings
        var active: ClientRecord
        let first: FirstToken?
        do {
            let registration = try sealed(response, for: record)
            first = firstToken(
                of: record, registration, secret: response.clientSecret, at: profile, &warnings)
            active = try await commit(
                first == nil ? .registered(registration) : .awaitingToken(registration), to: record)
        } catch {
            // The credential cannot be kept, so nobody could ever use or delete the client later. It goes now.
            _ = await discard(response, record, provider, reason: error.description)
            throw error
        }
        if let first, let tokenCheck {
            active = try await prove(active, with: first, tokenCheck, at: provider)
        } else {
            await publish(.registered, active)
        }
        return Credential(
            recordID: record.id, issuer: profile.issuer, clientID: response.clientID,
            clientSecret: response.clientSecret, secretExpiresAt: response.secretExpiresAt ?? 0,
            scopes: grant.scopes, state: active.state, warnings: warnings)
    }

    /// The token by which a new client has to prove itself; `nil` where there is none to check, or nothing to check
    /// it with.
    private func firstToken(
        of record: ClientRecord, _ registration: ClientRegistration, secret: Secret?, at profile: ProviderProfile,
        _ warnings: inout [RegistrationWarning]
    ) -> FirstToken? {
        guard tokenCheck != nil else { return nil }
        do throws(FirstToken.Obstacle) {
            return try FirstToken(of: record, registration, secret: secret, at: profile, now: now())
        } catch {
            if case .impossible(let reason) = error { warnings.append(.tokenUnchecked(reason: reason)) }
            return nil
        }
    }

    /// Records how a registration ended that gave no usable answer.
    ///
    /// If the store fails now, the record stays `registering`, which says as much as is known; `forget` ends it.
    func settle(_ record: ClientRecord, _ provider: Provider, after error: RegistrationError) async {
        if case .responseInvalid(_, let defect) = error, let remains = defect.remains {
            // Nobody could use the client; what was read of the answer is enough to delete it again.
            _ = await withdraw(RegistrationResponse(remains), reason: error.description, record, provider)
            return
        }
        let transition: ClientTransition
        switch error {
        case .refused(let refusal):
            // The endpoint may have moved; the next registration asks the metadata again.
            if refusal.status == 404 || refusal.status == 405 { directory.forget(provider) }
            if refusal.status == 401 { initialAccessTokens.forget(provider: provider.name) }
            transition = .failed(reason: error.description)
        case .notSent:
            // Here too: whoever moves often leaves nobody behind to answer.
            directory.forget(provider)
            // Nothing has happened anywhere, and each further attempt would leave one more record behind.
            do {
                return try await store.discard(record.id, at: record.version)
            } catch {
                transition = .failed(reason: "its registration was not sent")
            }
        case .responseInvalid(_, let defect):
            transition = .inDoubt(reason: error.description, clientID: defect.clientID)
        default: transition = .inDoubt(reason: error.description, clientID: nil)
        }
        _ = try? await commit(transition, to: record)
    }

    /// Deletes a client whose credential was not stored, and records what came of it.
    ///
    /// - Returns: Whether the client is gone. If not, its record is in doubt and names it.
    private func discard(
        _ response: RegistrationResponse, _ record: ClientRecord, _ provider: Provider, reason: String
    ) async -> Bool {
        var outcome: DeletionOutcome?
        if let endpoint = try? await endpoint(in: response, provider: provider) {
            let client = registrationClient(for: provider)
            outcome = try? await client.delete(endpoint)
        }
        let isGone = outcome == .deleted || outcome == .gone
        _ = try? await commit(
            isGone ? .failed(reason: reason) : .inDoubt(reason: reason, clientID: response.clientID), to: record)
        return isGone
    }

    /// Deletes a client that came out with too little to be of use, or that was only a probe.
    ///
    /// - Returns: Whether the client is gone. If not, its record stays `deleting` and the deletion can be repeated.
    func withdraw(
        _ response: RegistrationResponse, reason: String, _ record: ClientRecord, _ provider: Provider
    ) async -> Bool {
        var tracked: ClientRecord?
        if let registration = try? sealed(response, for: record) {
            tracked = try? await commit(.compensating(registration), to: record)
        }
        guard let tracked else { return await discard(response, record, provider, reason: reason) }
        return await remove(tracked, at: try? await endpoint(in: response, provider: provider), reason, provider)
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
        let client = registrationClient(for: provider)
        switch try? await client.delete(endpoint) {
        case .deleted, .gone:
            _ = try? await commit(.failed(reason: reason), to: tracked)
            return true
        case .lost:
            _ = try? await commit(.lost(reason: reason), to: tracked)
            return false
        case nil:
            _ = try? await commit(.deletionUnfinished, to: tracked)
            return false
        }
    }
}
