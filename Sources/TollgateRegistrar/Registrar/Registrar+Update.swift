internal import TollgateCatalogue

/// Changing registered clients.
extension Registrar {
    /// Changes a client at its provider (RFC 7592 §2.2).
    ///
    /// The provider may issue a new secret with it; the credential that is returned holds the one that is good now.
    ///
    /// - Parameters:
    ///   - id: The client's record.
    ///   - changes: What is to change.
    /// - Returns: The credential after the change.
    /// - Throws: `RegistrationError.refused` if nothing changed; `.narrowed` if the provider granted less than asked,
    ///   in which case the old grant stays on the books; `.outcomeUnknown` and `.responseInvalid` leave the record in
    ///   doubt, from which a later update may bring it back; `.credentialNotKept`, which holds the only copy of the
    ///   new credential, if the provider did it but the store failed.
    public func update(_ id: String, _ changes: ClientChanges) async throws(RegistrationError) -> Credential {
        try await unattended { () async throws(RegistrationError) in
            try await self.updateNow(id, changes)
        }
    }

    func updateNow(_ id: String, _ changes: ClientChanges) async throws(RegistrationError) -> Credential {
        let record = try await record(id)
        try checkIdle(record)
        guard Self.isChangeable(record.state), record.registration != nil else {
            throw .clientState(id: id, state: record.state)
        }
        return try await send(try changed(record.grant, by: changes), to: record)
    }

    /// Sends a change whose outcome is `grant`.
    func send(_ grant: ClientGrant, to record: ClientRecord) async throws(RegistrationError) -> Credential {
        let provider = try await provider(record.provider)
        return try await turns.take(at: provider) { () async throws(RegistrationError) in
            try await self.send(grant, to: record, at: provider)
        }
    }

    private func send(
        _ grant: ClientGrant, to record: ClientRecord, at provider: Provider
    ) async throws(RegistrationError) -> Credential {
        let id = record.id
        guard let registration = record.registration else { throw .clientState(id: id, state: record.state) }
        guard let endpoint = try await endpoint(of: record, provider: provider) else { throw .clientUnmanaged(id: id) }
        let secret = try open(registration.clientSecret, record: id, field: .clientSecret)

        let operationID = Self.makeIdentifier()
        let updating = try await apply(.updating(operationID: operationID, intent: grant), to: record)
        let asked = provider.driver.adapted(grant.metadata(operationID: operationID))
        let response: RegistrationResponse
        do {
            response = try await registrationClient(for: provider, about: record).update(
                endpoint, to: asked, lastReturned: registration.members, clientSecret: secret,
                removing: Self.removedMembers(from: record.grant, to: grant))
        } catch {
            await settleUpdate(updating, from: record.state, after: error, at: provider)
            throw error
        }
        return try await accept(response, asked: asked, grant: grant, updating, provider, secret)
    }

    /// Commits what the provider answered before anything else happens: it may hold the only secret and the only
    /// registration access token that still work (RFC 7592 §2.2).
    func accept(
        _ answer: RegistrationResponse, asked: ClientMetadata, grant: ClientGrant, _ updating: ClientRecord,
        _ provider: Provider, _ oldSecret: Secret?, isRotation: Bool = false
    ) async throws(RegistrationError) -> Credential {
        let response = withoutRevealedSecret(answer, for: updating)
        let granted = GrantedMetadata(response, asked: asked, driver: provider.driver, isUpdate: true)
        var warnings = granted.warnings
        if let uri = response.refusedClientURI { warnings.append(.clientURIMoved(to: uri)) }
        let keptExpiry = response.clientSecret == nil ? updating.registration?.secretExpiresAt : nil
        var credential = Credential(
            recordID: updating.id, issuer: updating.issuer, clientID: response.clientID,
            clientSecret: response.clientSecret ?? oldSecret,
            secretExpiresAt: response.secretExpiresAt ?? keptExpiry ?? 0,
            scopes: granted.shortfall == nil ? grant.scopes : updating.grant.scopes, state: updating.state,
            warnings: warnings)
        let active: ClientRecord
        do {
            let registration = try sealed(response, for: updating)
            let secretIsNew = Self.secretIsNew(
                in: response, after: updating, old: oldSecret,
                rotates: isRotation || provider.driver.rotation == .update)
            active = try await commit(
                .updated(
                    registration, grant: granted.shortfall == nil ? grant : nil, secretIsNew: secretIsNew),
                to: updating)
        } catch {
            let doubtful = try? await apply(.inDoubt(reason: error.description, clientID: nil), to: updating)
            credential.state = doubtful?.state ?? updating.state
            throw .credentialNotKept(
                UnkeptCredential(
                    credential: credential, registrationAccessToken: response.registrationAccessToken,
                    registrationClientURI: response.registrationClientURI,
                    reason: error.description))
        }
        if let shortfall = granted.shortfall { throw .narrowed(shortfall, compensated: false) }
        await publish(.updated, active)
        credential.state = active.state
        return credential
    }

    /// Records how a change ended that gave no usable answer.
    ///
    /// A refusal means that nothing has changed since the change was sent; whether an earlier change whose answer was
    /// lost took effect is as unknown as before. A refusal of what manages the client is asked again before anybody
    /// believes it. A look that was answered with something else has changed nothing either.
    func settleUpdate(
        _ updating: ClientRecord, from earlier: ClientState, after error: RegistrationError, at provider: Provider
    ) async {
        let transition: ClientTransition
        if case .refused(let refusal) = error, refusal.status == 401, provider.driver.management == .initialAccess {
            initialAccessTokens.forget(provider: provider.name)
        }
        switch error {
        case .refused(let refusal) where Self.isAboutManagement(refusal, at: provider):
            transition = step(of: updating, after: refusal, doubt: earlier == .active ? nil : error.description)
        case .refused where earlier == .active, .notSent where earlier == .active: transition = .updateRefused
        case .responseInvalid(let exchange, let defect)
        where earlier == .active && exchange.operation == .read && defect.isAboutNothing:
            transition = .updateRefused
        default:
            transition =
                salvaging(error, updating) ?? .inDoubt(reason: error.description, clientID: nil)
        }
        _ = try? await commit(transition, to: updating)
    }

    /// Keeps what an unusable answer brought: a registration access token may be good only once (RFC 7592 §3).
    private func salvaging(_ error: RegistrationError, _ updating: ClientRecord) -> ClientTransition? {
        guard case .responseInvalid(_, let defect) = error, let remains = defect.remains,
            let old = updating.registration
        else { return nil }
        var response = withoutRevealedSecret(RegistrationResponse(remains), for: updating)
        response.clientID = old.clientID
        response.registrationClientURI = nil
        response.members = old.members
        let kept = try? sealed(response, for: updating)
        return kept.map { .salvaged($0, reason: error.description) }
    }

    static func isChangeable(_ state: ClientState) -> Bool {
        switch state {
        case .active, .updating, .inDoubt: true
        case .registering, .verifying, .deleting, .deleted, .failed, .lost: false
        }
    }

    /// The members that the client had and must not keep; leaving them out of the request deletes them.
    private static func removedMembers(from old: ClientGrant, to new: ClientGrant) -> Set<String> {
        var members: Set<String> = []
        if new.redirectURIs.isEmpty { members.insert("redirect_uris") }
        members.formUnion(old.metadata.keys.filter { new.metadata[$0] == nil })
        if new.scopes.isEmpty, !old.scopes.isEmpty { members.insert("scope") }
        return members
    }

    /// The scopes of subscriptions that a client is to have.
    ///
    /// What it has already and the catalogue has no more gives nothing; what is to be new must be there.
    private func scopes(
        of subscriptions: [Subscription], after old: ClientGrant
    ) throws(RegistrationError) -> [String] {
        let (grantable, time) = (scopes(), now())
        let known = Set(old.subscriptions.map { [$0.product.exact, $0.plan.exact] })
        let inForce = subscriptions.filter { $0.isInForce(at: time) }
        let given = inForce.filter {
            grantable.defect(of: $0) == nil || !known.contains([$0.product.exact, $0.plan.exact])
        }
        guard given.isEmpty, let defect = inForce.first.flatMap(grantable.defect) else {
            return try grantable.scopes(of: given)
        }
        // A client that names no scopes might get a provider's own (RFC 7591 §2); gates let it do nothing anyway.
        let hadMore = old.subscriptions.contains { $0.isInForce(at: time) && grantable.defect(of: $0) == nil }
        guard !hadMore else { throw defect }
        return old.scopes
    }

    private func changed(_ old: ClientGrant, by changes: ClientChanges) throws(RegistrationError) -> ClientGrant {
        var grant = old
        grant.application = changes.application ?? grant.application
        grant.subscriptions = changes.subscriptions(from: grant.subscriptions)
        grant.redirectURIs = changes.redirectURIs ?? grant.redirectURIs
        grant.metadata = changes.metadata ?? grant.metadata
        grant.scopes = try scopes(of: grant.subscriptions, after: old)
        // What was set before a rule came is looked at when it is set again.
        if let metadata = changes.metadata,
            let defect = DeveloperMetadata.defect(in: metadata, for: grant.clientType)
        {
            throw .requestInvalid(reason: defect)
        }
        guard !grant.subscriptions.isEmpty else {
            throw .requestInvalid(reason: "a client without a subscription is of no use; delete it instead")
        }
        if let name = changes.application { try Self.checkName(name) }
        try grant.clientType.check(redirectURIs: grant.redirectURIs)
        return grant
    }
}
