internal import TollgateCatalogue

/// The adoption of clients that a provider has already.
struct ClientAdoption: Sendable {
    let offers: OfferBook
    let providers: ProviderBook
    let access: ProviderAccess
    let endpoints: ConfigurationEndpoints
    let records: ClientRecords
    let sealer: SecretSealer
    let credentials: CredentialSealer
    let events: ClientEvents
    let scopes: @Sendable () -> CatalogueScopes

    /// Puts a client on the books that the provider registered for another system.
    ///
    /// It is read there (RFC 7592 §2.1), unless reading would change its secret, and never changed or deleted. The
    /// record holds what was given before anything is sent, so that an adoption that is interrupted is finished by
    /// `reconcile`. Until it is finished, gates hear nothing of it.
    ///
    /// - Parameters:
    ///   - existing: The client, and the right to manage it.
    ///   - item: The item that names it.
    ///   - application: The application that is to have it.
    /// - Returns: The differences from what the item wants, in words for a person.
    /// - Throws: `RegistrationError.requestInvalid` if something is missing, `.clientExists` or `.clientOnRecord`, or
    ///   as ``finish(_:)``.
    func adopt(
        _ existing: ExistingClient, for item: ClientImportItem, of application: Application
    ) async throws(RegistrationError) -> [String] {
        try await unattended { () async throws(RegistrationError) in
            let offer = try await offers.offer(of: item.product)
            let type = try offers.clientType(item.clientType, for: offer)
            let slot = ClientRecord.slot(
                application: application.id, provider: offer.provider, clientType: type.name)
            if let known = try await records.record(inSlot: slot) {
                return try await takeUp(known, existing, for: item)
            }
            let subscription = item.request(application: application.id, now: records.now()).subscription
            let settings = ClientSettings(
                application: application.name, applicationID: application.id, subscriptions: [subscription],
                scopes: try scopes().scopes(of: [subscription]), clientType: type, redirectURIs: item.redirectURIs)
            let record = try await record(of: existing, settings, at: try await providers.provider(offer.provider))
            try await records.begin(record)
            return try await finish(record)
        }
    }

    /// Takes an adoption up again that was begun before.
    private func takeUp(
        _ known: ClientRecord, _ existing: ExistingClient, for item: ClientImportItem
    ) async throws(RegistrationError) -> [String] {
        let isOwn =
            known.clientID?.exact == existing.clientID.exact
            && known.settings.subscriptions.contains { $0.id == item.requestID }
        guard isOwn else { throw .clientExists(id: known.id) }
        guard known.state == .registering else { return [] }
        try records.checkIdle(known)
        return try await finish(known)
    }

    /// Makes the record of a client that is to be adopted, with what was given to manage it.
    private func record(
        of existing: ExistingClient, _ settings: ClientSettings, at provider: Provider
    ) async throws(RegistrationError) -> ClientRecord {
        let profile = try await access.profile(of: provider)
        if let reason = Self.defect(in: existing, at: profile, provider) {
            throw .requestInvalid(reason: reason)
        }
        let (id, started) = (Identifier.make(), records.now())
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
            clientSecret: try sealer.sealIfPresent(existing.clientSecret, record: id, field: .clientSecret),
            secretExpiresAt: existing.secretExpiresAt,
            registrationAccessToken: try sealer.sealIfPresent(token, record: id, field: .registrationAccessToken),
            registrationAccessTokenExpiresAt: existing.registrationAccessTokenExpiresAt,
            registrationClientURI: url, members: [:])
        return ClientRecord(
            id: id, operationID: Identifier.make(), provider: provider.name, issuer: profile.issuer, settings: settings,
            registration: registration, createdAt: started, updatedAt: started)
    }

    /// Reads a client whose adoption has begun, and takes it over.
    ///
    /// - Returns: The differences from what the item wants, in words for a person.
    /// - Throws: `RegistrationError.refused` or `.notSent`: the record has failed then; `.outcomeUnknown` or
    ///   `.responseInvalid`; `.clientUnmanaged` if it cannot be managed; `.providerUnknown`, `.providerInvalid` or
    ///   `.sealing`; `.discoveryFailed`, `.registrationUnsupported` or `.initialAccessFailed`; `.clientBusy`,
    ///   `.clientState` or `.store`.
    func finish(_ record: ClientRecord) async throws(RegistrationError) -> [String] {
        let provider = try await providers.provider(record.provider)
        guard let given = record.registration, let endpoint = try await endpoints.endpoint(of: record, at: provider)
        else { throw .clientUnmanaged(id: record.id) }
        guard provider.driver.offersRead, !provider.driver.readRotatesCredentials else {
            await events.publish(.registered, try await records.commit(.registered(given), to: record))
            return []
        }
        let response: RegistrationResponse
        do {
            response = try await endpoints.client(of: provider, about: record).read(endpoint)
        } catch {
            switch error {
            case .refused, .notSent: _ = try? await records.commit(.failed(reason: error.description), to: record)
            // It may have been answered with a new token; reading again settles it.
            default: break
            }
            throw error
        }
        // The answer may hold the only registration access token that is good now.
        let registration = given.replaced(by: try credentials.registration(from: response, for: record))
        await events.publish(.registered, try await records.commit(.registered(registration), to: record))
        let asked = provider.driver.adapted(record.settings.metadata(operationID: ""))
        let comparison = RegistrationComparison(response, asked: asked, driver: provider.driver, isUpdate: true)
        return [comparison.shortfall?.description].compactMap(\.self) + comparison.warnings.map(\.description)
    }

    /// Returns the reason why a client cannot be adopted, in words; `nil` if there is none.
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
