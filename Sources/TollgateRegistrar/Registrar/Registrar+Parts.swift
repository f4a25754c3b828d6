internal import TollgateCrypto
internal import TollgateHTTP

/// What all operations share.
extension Registrar {
    private static let identifierBytes = 16

    /// Runs `operation` to its end, whether or not the caller is cancelled meanwhile.
    func unattended<Result: Sendable>(
        _ operation: @escaping @Sendable () async throws(RegistrationError) -> Result
    ) async throws(RegistrationError) -> Result {
        let task = Task { () -> Swift.Result<Result, RegistrationError> in
            do throws(RegistrationError) {
                return .success(try await operation())
            } catch {
                return .failure(error)
            }
        }
        return try await task.value.get()
    }

    /// What the store returns, with its errors as the registrar's.
    func stored<Result: Sendable>(
        _ body: (any RegistrarStore) async throws(ClientStoreError) -> Result
    ) async throws(RegistrationError) -> Result {
        do {
            return try await body(store)
        } catch {
            throw .store(error)
        }
    }

    func record(_ id: String) async throws(RegistrationError) -> ClientRecord {
        guard let found = try await stored({ store async throws(ClientStoreError) in try await store.client(id: id) })
        else { throw .clientUnknown(id: id) }
        return found
    }

    func apply(_ transition: ClientTransition, to record: ClientRecord) async throws(RegistrationError) -> ClientRecord
    {
        do {
            return try await store.apply(transition, to: record.id, at: record.version, now: now())
        } catch {
            switch error {
            case .transitionRefused(let id, let state, _): throw .clientState(id: id, state: state)
            case .conflict:
                // Somebody else was faster; what they are doing says more than the version numbers.
                let current = try? await store.client(id: record.id)
                throw .clientBusy(id: record.id, state: current?.state ?? record.state)
            default: throw .store(error)
            }
        }
    }

    /// Applies a transition that says what a provider has done already, and so must not be given up at once.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - record: The record as it was seen last.
    /// - Returns: The record as it is now.
    /// - Throws: `RegistrationError`, at once or after the last attempt if it is the store that does not work.
    @discardableResult
    func commit(
        _ transition: ClientTransition, to record: ClientRecord
    ) async throws(RegistrationError) -> ClientRecord {
        for pause in Self.commitPauses {
            do {
                return try await apply(transition, to: record)
            } catch {
                guard case .store(.unavailable) = error else { throw error }
                try? await Task.sleep(for: pause)
            }
        }
        return try await apply(transition, to: record)
    }

    /// Refuses to begin a second operation while one is under way.
    func checkIdle(_ record: ClientRecord) throws(RegistrationError) {
        let isUnderWay =
            switch record.state {
            case .registering, .verifying, .updating, .deleting: record.operationID != nil
            case .active, .deleted, .failed, .inDoubt, .lost: false
            }
        if isUnderWay, now() - record.updatedAt < Self.operationLeaseSeconds {
            throw .clientBusy(id: record.id, state: record.state)
        }
    }

    func publish(_ event: ClientNotice.Event, _ record: ClientRecord) async {
        guard let clientID = record.clientID else { return }
        await notify(
            ClientNotice(
                event: event, recordID: record.id, issuer: record.issuer, clientID: clientID,
                scopes: record.grant.scopes))
    }

    /// The answer in the form in which it is kept.
    ///
    /// - Parameters:
    ///   - response: The provider's answer.
    ///   - record: The record that it is about; the seal binds it.
    /// - Returns: The registration with its secrets sealed.
    /// - Throws: `RegistrationError.sealing`.
    func sealed(
        _ response: RegistrationResponse, for record: ClientRecord
    ) throws(RegistrationError) -> ClientRegistration {
        let keepsSecret = response.clientSecret == nil
        let oldExpiry = keepsSecret ? record.registration?.secretExpiresAt : nil
        let url = response.registrationClientURI
        let token = response.registrationAccessToken.map {
            BoundToken($0, for: url ?? record.registration?.registrationClientURI).plaintext
        }
        return ClientRegistration(
            clientID: response.clientID,
            clientSecret: try seal(response.clientSecret, record: record.id, field: .clientSecret),
            secretExpiresAt: response.secretExpiresAt ?? oldExpiry ?? 0,
            registrationAccessToken: try seal(token, record: record.id, field: .registrationAccessToken),
            registrationAccessTokenExpiresAt: tokenExpiry(in: response, for: record),
            registrationClientURI: url, members: response.members)
    }

    /// When the registration access token of an answer expires; an answer that repeats the token may leave that out.
    private func tokenExpiry(in response: RegistrationResponse, for record: ClientRecord) -> Int64 {
        if let seconds = response.registrationAccessTokenExpiresIn, seconds > 0 {
            let (expiry, isTooFar) = now().addingReportingOverflow(seconds)
            return isTooFar ? 0 : expiry
        }
        guard let known = record.registration, known.registrationAccessTokenExpiresAt != 0,
            let old = try? open(known.registrationAccessToken, record: record.id, field: .registrationAccessToken),
            BoundToken(plaintext: old).token == response.registrationAccessToken
        else { return 0 }
        return known.registrationAccessTokenExpiresAt
    }

    /// Whether an answer holds another secret than the client had.
    ///
    /// - Parameters:
    ///   - response: The answer, without a secret that is known to have been revealed.
    ///   - record: The client's record before it.
    ///   - old: The secret before it; `nil` if its owner has revealed it, so that nobody here knows it.
    ///   - rotates: Whether the provider issues a new one with each such answer.
    /// - Returns: Whether it does.
    static func secretIsNew(
        in response: RegistrationResponse, after record: ClientRecord, old: Secret?, rotates: Bool
    ) -> Bool {
        guard let new = response.clientSecret else { return false }
        return old.map { $0 != new } ?? (rotates || record.registration?.revealedSecretDigest != nil)
    }

    func seal(_ secret: Secret?, record: String, field: SealedField) throws(RegistrationError) -> SealedSecret? {
        guard let secret else { return nil }
        do {
            return try sealer.seal(secret, record: record, field: field)
        } catch {
            throw .sealing(error)
        }
    }

    func open(_ sealed: SealedSecret?, record: String, field: SealedField) throws(RegistrationError) -> Secret? {
        guard let sealed else { return nil }
        do {
            return try sealer.open(sealed, record: record, field: field)
        } catch {
            throw .sealing(error)
        }
    }

    /// Where a registered client is managed; `nil` if the provider gave nothing to manage it with.
    func endpoint(
        of record: ClientRecord, provider: Provider
    ) async throws(RegistrationError) -> ClientConfigurationEndpoint? {
        guard let registration = record.registration else { return nil }
        let uri = registration.registrationClientURI
        let sealed = try open(registration.registrationAccessToken, record: record.id, field: .registrationAccessToken)
        let bound = sealed.map(BoundToken.init(plaintext:))
        guard bound?.isBound(to: uri) != false else { throw .sealing(.boxDamaged) }
        return try await endpoint(of: registration.clientID, uri: uri, token: bound?.token, provider: provider)
    }

    /// Where a client is managed that a provider has just answered about.
    func endpoint(
        in response: RegistrationResponse, provider: Provider
    ) async throws(RegistrationError) -> ClientConfigurationEndpoint? {
        try await endpoint(
            of: response.clientID, uri: response.registrationClientURI, token: response.registrationAccessToken,
            provider: provider)
    }

    private func endpoint(
        of clientID: String, uri: String?, token: Secret?, provider: Provider
    ) async throws(RegistrationError) -> ClientConfigurationEndpoint? {
        switch provider.driver.management {
        case .registrationAccessToken:
            guard let uri, let token else { return nil }
            return ClientConfigurationEndpoint(
                clientID: clientID, url: uri, token: token, authorization: provider.standingAuthorization)
        case .initialAccess:
            let profile = try await directory.profile(of: provider, now: now())
            return ClientConfigurationEndpoint(
                clientID: clientID, registrationEndpoint: profile.registrationEndpoint,
                authorization: try await authorization(for: provider, profile: profile))
        case .basic:
            let profile = try await directory.profile(of: provider, now: now())
            return ClientConfigurationEndpoint(
                clientID: clientID, registrationEndpoint: profile.registrationEndpoint,
                authorization: provider.basicAuthorization)
        }
    }

    /// Where a client might be deleted whose registration access token is known, and whose place is not: under the
    /// registration endpoint, as with most providers (RFC 7592 Appendix B).
    ///
    /// It is for a client that nobody could ever use. The token goes to nobody else: the endpoint must be at an origin
    /// that the operator has named.
    func assumedEndpoint(
        in response: RegistrationResponse, provider: Provider
    ) async -> ClientConfigurationEndpoint? {
        guard provider.driver.management == .registrationAccessToken, response.registrationClientURI == nil,
            let token = response.registrationAccessToken, !response.clientID.isEmpty,
            let profile = try? await directory.profile(of: provider, now: now()),
            let parts = URLParts(profile.registrationEndpoint), let named = URLParts(provider.address),
            parts.hasSameOrigin(as: named) || provider.settings.trusts(parts)
        else { return nil }
        var endpoint = ClientConfigurationEndpoint(
            clientID: response.clientID, registrationEndpoint: profile.registrationEndpoint,
            authorization: provider.standingAuthorization)
        endpoint.token = token
        endpoint.isAssumed = true
        return endpoint
    }

    /// A client of a provider, whose errors say nothing of what the provider and `record` hold in secret.
    func registrationClient(for provider: Provider, about record: ClientRecord? = nil) -> DynamicRegistrationClient {
        var secrets = provider.secrets
        if let record, let registration = record.registration {
            // What does not open is none of this request's business, and found when it is needed.
            let secret = try? open(registration.clientSecret, record: record.id, field: .clientSecret)
            let bound = try? open(
                registration.registrationAccessToken, record: record.id, field: .registrationAccessToken)
            secrets += [secret, bound.map { BoundToken(plaintext: $0).token }].compactMap(\.self)
        }
        return DynamicRegistrationClient(
            transport: network.transport(for: provider), driver: provider.driver, knownSecrets: secrets)
    }

    static func makeIdentifier() -> String {
        RandomBytes.hexadecimal(count: identifierBytes)
    }

    /// Whether `text` is one that `makeIdentifier()` might have made, here or in another registrar.
    static func isIdentifier(_ text: String) -> Bool {
        text.utf8.count == 2 * identifierBytes
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
