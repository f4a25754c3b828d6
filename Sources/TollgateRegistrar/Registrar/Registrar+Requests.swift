internal import TollgateCatalogue

/// Asking for access, and deciding.
extension Registrar {
    /// Asks for a product on a plan on behalf of an application.
    ///
    /// Where the product approves automatically, that happens at once; if it does not come to an end, the request says
    /// so: it is `failed` with the reason, or stays `approved` and is taken up again. What cannot be registered anyway
    /// is refused here, so that no admin has to look at it. Who asks again for what was approved like that and did not
    /// come to an end has it taken up again at once.
    ///
    /// - Parameters:
    ///   - id: The application's identifier.
    ///   - product: The product's name in the catalogue.
    ///   - plan: The plan's name in the catalogue.
    ///   - clientType: The name of the client type.
    ///   - redirectURIs: The redirect URIs, for client types that need them.
    ///   - startsAt: When the subscription is to begin, in Unix seconds; `nil` for at once.
    ///   - endsAt: When it is to end, in Unix seconds; `nil` for never.
    /// - Returns: The request.
    /// - Throws: `RegistrationError`, which names what is not offered.
    public func requestAccess(
        application id: String, product: String, plan: String, clientType: String = ClientType.backend.name,
        redirectURIs: [String] = [], startsAt: Int64? = nil, endsAt: Int64? = nil
    ) async throws(RegistrationError) -> AccessRequest {
        let application = try await application(id)
        _ = try scopes().scopes(product: product, plan: plan)
        let offer = try await offer(of: product)
        let type = try self.clientType(clientType, for: offer)
        try type.check(redirectURIs: redirectURIs)
        let time = now()
        if let endsAt, endsAt <= max(startsAt ?? time, time) {
            throw .access(.datesInvalid(startsAt: startsAt, endsAt: endsAt))
        }
        let request = AccessRequest(
            id: Self.makeIdentifier(), application: application.id, product: product, plan: plan,
            clientType: type.name, redirectURIs: redirectURIs, startsAt: startsAt, endsAt: endsAt, createdAt: time,
            updatedAt: time)
        try await checkPlans(of: request, offer)
        do {
            try await stored { store throws(ClientStoreError) in try await store.begin(request) }
        } catch {
            guard offer.approvesAutomatically, let open = await approved(error, asking: request) else { throw error }
            return try await approveAutomatically(open)
        }
        return offer.approvesAutomatically ? try await approveAutomatically(request) : request
    }

    /// The request that is open already if it was approved, has not come to an end, and asks for the same.
    private func approved(_ error: RegistrationError, asking request: AccessRequest) async -> AccessRequest? {
        guard case .store(.requestOpen(let id)) = error, let open = try? await self.request(id),
            open.state == .approved, open.plan.exact == request.plan.exact, open.redirectURIs == request.redirectURIs,
            open.startsAt == request.startsAt, open.endsAt == request.endsAt
        else { return nil }
        return open
    }

    private func approveAutomatically(_ request: AccessRequest) async throws(RegistrationError) -> AccessRequest {
        do {
            return try await approve(request.id, by: "automatic approval")
        } catch {
            // The request is made, whatever became of it.
            guard let made = try? await self.request(request.id), made.state != .pending else { throw error }
            return made
        }
    }

    /// All access requests, oldest first.
    public func requests() async throws(RegistrationError) -> [AccessRequest] {
        try await stored { store throws(ClientStoreError) in try await store.requests() }
    }

    /// The access request of this identifier.
    ///
    /// - Throws: `RegistrationError.access(.requestUnknown)`.
    public func request(_ id: String) async throws(RegistrationError) -> AccessRequest {
        let found = try await stored { store throws(ClientStoreError) in try await store.request(id: id) }
        guard let found else { throw .access(.requestUnknown(id: id)) }
        return found
    }

    /// Approves a request and gives the application what it asked for: a client, or one more subscription of the
    /// client that it has.
    ///
    /// A request that was approved before and not yet fulfilled is taken up again; one that is fulfilled is returned
    /// as it is. A subscription that begins later is fulfilled by `reconcile`.
    ///
    /// - Parameters:
    ///   - id: The request.
    ///   - admin: Who approves.
    /// - Returns: The request, which names the client's record once it is fulfilled.
    /// - Throws: `RegistrationError`. The request is then `failed` if the provider said no, and `approved` if it is
    ///   worth trying again or not known what became of it; `.access(.clientInTheWay)` says what has to be done about
    ///   the application's client first.
    public func approve(_ id: String, by admin: String) async throws(RegistrationError) -> AccessRequest {
        try await unattended { () async throws(RegistrationError) in
            var request = try await self.request(id)
            switch request.state {
            case .fulfilled: return request
            case .approved: break
            case .pending, .rejected, .failed, .withdrawn:
                request = try await self.take(.approve(by: admin), request)
            }
            return try await self.fulfil(request)
        }
    }

    /// Turns a request down, also one that was approved, as long as nothing is under way for it.
    ///
    /// - Parameters:
    ///   - id: The request.
    ///   - admin: Who rejects it.
    ///   - reason: What the developer is told.
    /// - Returns: The request as it is now.
    /// - Throws: `RegistrationError.store` with `ClientStoreError.requestTransitionRefused` if it was decided before;
    ///   `.access(.requestUnderWay)` if it is being carried out, or a client has what was asked for.
    public func reject(_ id: String, by admin: String, reason: String) async throws(RegistrationError) -> AccessRequest
    {
        guard !reason.isEmpty, PlainText.isDescription(reason) else {
            throw .requestInvalid(reason: "a rejection needs a reason, which has \(PlainText.descriptionRule)")
        }
        return try await end(id, .reject(by: admin, reason: reason))
    }

    /// Takes a request back that nobody has decided, or that was approved and for which nothing is under way.
    ///
    /// - Throws: As `reject(_:by:reason:)`.
    public func withdraw(_ id: String) async throws(RegistrationError) -> AccessRequest {
        try await end(id, .withdraw)
    }

    private func end(
        _ id: String, _ transition: AccessRequestTransition
    ) async throws(RegistrationError) -> AccessRequest {
        try await claims.ending(id) { () async throws(RegistrationError) in
            let request = try await self.request(id)
            if request.state == .approved { try await self.checkNothing(isUnderWayFor: request) }
            return try await self.take(transition, request)
        }
    }

    /// Refuses to end a request that a client has been registered or changed for, or is about to be.
    private func checkNothing(isUnderWayFor request: AccessRequest) async throws(RegistrationError) {
        let all = ListWindow(offset: 0, limit: Int(Int32.max))
        let clients = try await clients(ClientFilter(application: request.application), in: all).items
        let client = clients.first { client in
            !client.state.isFinal
                && (client.grant.subscriptions + (client.intent?.subscriptions ?? [])).contains { $0.id == request.id }
        }
        guard let client else { return }
        throw .access(.requestUnderWay(id: request.id, client: client.id, state: client.state.name))
    }

    /// Commits one step of a request.
    func take(
        _ transition: AccessRequestTransition, _ request: AccessRequest
    ) async throws(RegistrationError) -> AccessRequest {
        let time = now()
        return try await stored { store throws(ClientStoreError) in
            try await store.apply(transition, toRequest: request.id, at: request.version, now: time)
        }
    }

    /// Refuses a request that would give a client two plans between which the gate cannot choose.
    private func checkPlans(of request: AccessRequest, _ offer: ProductOffer) async throws(RegistrationError) {
        let slot = ClientRecord.slot(
            application: request.application, provider: offer.provider, clientType: request.clientType)
        let client = try await stored { store throws(ClientStoreError) in try await store.client(slot: slot) }
        guard let client else { return }
        let (grantable, wanted) = (scopes(), request.subscription)
        let others = client.grant.subscriptions.filter { grantable.defect(of: $0) == nil }
        _ = try grantable.scopes(of: ClientChanges(adding: [wanted]).subscriptions(from: others))
    }
}
