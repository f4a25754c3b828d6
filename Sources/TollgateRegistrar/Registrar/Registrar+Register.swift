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
    ///   may exist at the provider. The registration is not repeated. After `.clientTaken` nothing has come of it: the
    ///   provider answered with a client that is another's. Where clients' first tokens are checked,
    ///   `.tokenRejected` if this one's does not pass, `.tokenUnverified` if it is not active before a reconciliation
    ///   has found out.
    public func register(
        application: String, product: String, plan: String, clientType: ClientType = .backend,
        redirectURIs: [String] = [], provider: String
    ) async throws(RegistrationError) -> Credential {
        try Self.checkName(application)
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
            throw await settle(record, provider, after: error)
        }
        try await checkMark(of: response, record, provider)
        let granted = GrantedMetadata(response, asked: asked, driver: provider.driver, isUpdate: false)
        if let shortfall = granted.shortfall {
            let isGone = try await withdraw(response, reason: shortfall.description, record, provider)
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
            // The credential cannot be kept, so nobody could ever use or delete the client later. It goes now,
            // unless it is another record's.
            _ = try await withdraw(response, reason: error.description, record, provider)
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
}
