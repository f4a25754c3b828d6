internal import TollgateCatalogue

/// Taking over clients that a provider has already.
extension Registrar {
    /// Puts a client on the books that the provider registered for somebody else.
    ///
    /// It is read there (RFC 7592 §2.1), unless reading would change its secret, and never changed or deleted. The
    /// record holds what was given before anything is sent, so that an adoption that is interrupted is finished by
    /// `reconcile`. Until it is finished, gates hear nothing of it.
    ///
    /// - Returns: What is different from what the order wants, in words for a person.
    func adopt(
        _ existing: ExistingClient, for order: ClientOrder, of application: Application
    ) async throws(RegistrationError) -> [String] {
        let offer = try await offer(of: order.product)
        let type = try clientType(order.clientType, for: offer)
        let slot = ClientRecord.slot(
            application: application.id, provider: offer.provider, clientType: type.name)
        let known = try await stored { store throws(ClientStoreError) in try await store.client(slot: slot) }
        if let known {
            let isOwn =
                known.clientID?.exact == existing.clientID.exact
                && known.grant.subscriptions.contains { $0.id == order.requestID }
            guard isOwn else { throw .store(.clientExists(id: known.id)) }
            guard known.state == .registering else { return [] }
            try checkIdle(known)
            return try await finishAdoption(known)
        }
        let provider = try await provider(offer.provider)
        let profile = try await directory.profile(of: provider, now: now())
        if let reason = Self.defect(in: existing, at: profile, provider) {
            throw .requestInvalid(reason: reason)
        }
        let (id, started) = (Self.makeIdentifier(), now())
        let subscription = order.request(application: application.id, now: started).subscription
        let grant = ClientGrant(
            application: application.name, applicationID: application.id, subscriptions: [subscription],
            scopes: try scopes().scopes(of: [subscription]), clientType: type, redirectURIs: order.redirectURIs)
        let url =
            existing.registrationClientURI.flatMap {
                provider.driver.clientURI($0, besides: profile.registrationEndpoint)
            }
            ?? ClientConfigurationEndpoint(
                clientID: existing.clientID, registrationEndpoint: profile.registrationEndpoint, authorization: .none
            ).url
        let token = existing.registrationAccessToken.map { BoundToken($0, for: url).plaintext }
        let registration = ClientRegistration(
            clientID: existing.clientID,
            clientSecret: try seal(existing.clientSecret, record: id, field: .clientSecret),
            secretExpiresAt: existing.secretExpiresAt,
            registrationAccessToken: try seal(token, record: id, field: .registrationAccessToken),
            registrationAccessTokenExpiresAt: existing.registrationAccessTokenExpiresAt,
            registrationClientURI: url, members: [:])
        let record = ClientRecord(
            id: id, operationID: Self.makeIdentifier(), provider: provider.name, issuer: profile.issuer, grant: grant,
            registration: registration, createdAt: started, updatedAt: started)
        try await stored { store throws(ClientStoreError) in try await store.begin(record) }
        return try await finishAdoption(record)
    }

    /// Reads a client whose adoption has begun, and takes it over.
    func finishAdoption(_ record: ClientRecord) async throws(RegistrationError) -> [String] {
        let provider = try await provider(record.provider)
        guard let given = record.registration, let endpoint = try await endpoint(of: record, provider: provider) else {
            throw .clientUnmanaged(id: record.id)
        }
        guard provider.driver.offersRead, !provider.driver.readRotatesCredentials else {
            await publish(.registered, try await commit(.registered(given), to: record))
            return []
        }
        let response: RegistrationResponse
        do {
            response = try await registrationClient(for: provider, about: record).read(endpoint)
        } catch {
            switch error {
            case .refused, .notSent: _ = try? await commit(.failed(reason: error.description), to: record)
            // It may have been answered with a new token; reading again settles it.
            default: break
            }
            throw error
        }
        // The answer may hold the only registration access token that is good now.
        let registration = given.replaced(by: try sealed(response, for: record))
        await publish(.registered, try await commit(.registered(registration), to: record))
        let asked = provider.driver.adapted(record.grant.metadata(operationID: ""))
        let granted = GrantedMetadata(response, asked: asked, driver: provider.driver, isUpdate: true)
        return [granted.shortfall?.description].compactMap(\.self) + granted.warnings.map(\.description)
    }

    /// What keeps a client from being adopted, in words; `nil` if nothing does.
    private static func defect(
        in existing: ExistingClient, at profile: ProviderProfile, _ provider: Provider
    ) -> String? {
        guard !existing.clientID.isEmpty else { return "a client that is adopted has a `client_id`" }
        guard RegistrationResponse.isUsable(clientID: existing.clientID) else {
            return RegistrationResponseDefect.clientIDUnusable.description
        }
        guard provider.driver.management == .registrationAccessToken else { return nil }
        guard let uri = existing.registrationClientURI, let token = existing.registrationAccessToken else {
            return "\(provider.driver.displayName) manages a client with its `registration_client_uri` and"
                + " `registration_access_token`; both are needed to adopt it"
        }
        guard token.isVisibleASCII else { return "`registration_access_token` is not a bearer token (RFC 6750 §2.1)" }
        guard provider.driver.clientURI(uri, besides: profile.registrationEndpoint) != nil else {
            return
                "`registration_client_uri` is neither at the origin of \(Redactor.clean(profile.registrationEndpoint))"
                + " nor at one of the provider's `trusted_origins`, the only places where a registration access token is"
                + " sent"
        }
        return nil
    }
}
