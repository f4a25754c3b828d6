internal import TollgateCatalogue

/// The making of access requests, and the decisions about them.
struct AccessRequests: Sendable {
    let requests: AccessRequestRecords
    let applications: ApplicationBook
    let offers: OfferBook
    let records: ClientRecords
    let lists: any ListStore
    let scopes: @Sendable () -> CatalogueScopes
    let fulfilment: Fulfilment
    let locks: RequestLocks
    let now: @Sendable () -> Int64

    /// Makes a request, as
    /// ``Registrar/requestAccess(application:product:plan:clientType:redirectURIs:startsAt:endsAt:)``.
    func make(
        application id: String, product: String, plan: String, clientType: String, redirectURIs: [String],
        startsAt: Int64?, endsAt: Int64?
    ) async throws(RegistrationError) -> AccessRequest {
        let application = try await applications.application(id)
        _ = try scopes().scopes(product: product, plan: plan)
        let offer = try await offers.offer(of: product)
        let type = try offers.clientType(clientType, for: offer)
        try type.check(redirectURIs: redirectURIs)
        let time = now()
        if let endsAt, endsAt <= max(startsAt ?? time, time) {
            throw .access(.datesInvalid(startsAt: startsAt, endsAt: endsAt))
        }
        let request = AccessRequest(
            id: Identifier.make(), application: application.id, product: product, plan: plan,
            clientType: type.name, redirectURIs: redirectURIs, startsAt: startsAt, endsAt: endsAt, createdAt: time,
            updatedAt: time)
        try await checkPlans(of: request, offer)
        do {
            try await requests.begin(request)
        } catch {
            guard offer.approvesAutomatically, let open = await approved(error, asking: request) else { throw error }
            return try await approveAutomatically(open)
        }
        return offer.approvesAutomatically ? try await approveAutomatically(request) : request
    }

    /// Finds the request that is open already if it was approved, has not come to an end, and asks for the same.
    private func approved(_ error: RegistrationError, asking request: AccessRequest) async -> AccessRequest? {
        guard case .access(.requestOpen(let id)) = error, let open = try? await requests.request(id),
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
            guard let made = try? await requests.request(request.id), made.state != .pending else { throw error }
            return made
        }
    }

    /// Approves a request and carries it out, as ``Registrar/approve(_:by:)``.
    func approve(_ id: String, by admin: String) async throws(RegistrationError) -> AccessRequest {
        try await unattended { () async throws(RegistrationError) in
            var request = try await requests.request(id)
            switch request.state {
            case .fulfilled: return request
            case .approved: break
            case .pending, .rejected, .failed, .withdrawn:
                request = try await requests.apply(.approve(by: admin), to: request)
            }
            return try await fulfilment.fulfil(request)
        }
    }

    /// Turns a request down, as ``Registrar/reject(_:by:reason:)``.
    func reject(_ id: String, by admin: String, reason: String) async throws(RegistrationError) -> AccessRequest {
        guard !reason.isEmpty, PlainText.isDescription(reason) else {
            throw .requestInvalid(reason: "a rejection needs a reason, which has \(PlainText.descriptionRule)")
        }
        return try await end(id, .reject(by: admin, reason: reason))
    }

    /// Takes a request back, as ``Registrar/withdraw(_:)``.
    func withdraw(_ id: String) async throws(RegistrationError) -> AccessRequest {
        try await end(id, .withdraw)
    }

    private func end(
        _ id: String, _ transition: AccessRequestTransition
    ) async throws(RegistrationError) -> AccessRequest {
        try await locks.withLock(on: id, .exclusive) { () async throws(RegistrationError) in
            let request = try await self.requests.request(id)
            if request.state == .approved { try await self.checkNothing(isUnderWayFor: request) }
            return try await self.requests.apply(transition, to: request)
        }
    }

    /// Refuses to end a request that a client has been registered or changed for, or is about to be.
    private func checkNothing(isUnderWayFor request: AccessRequest) async throws(RegistrationError) {
        let all = ListWindow(offset: 0, limit: Int(Int32.max))
        let filter = ClientFilter(application: request.application)
        let page = try await lists.clients(filter, in: all)
        let client = page.items.first { client in
            !client.state.isFinal
                && (client.settings.subscriptions + (client.intent?.subscriptions ?? [])).contains {
                    $0.id == request.id
                }
        }
        guard let client else { return }
        throw .access(.requestUnderWay(id: request.id, client: client.id, state: client.state.name))
    }

    /// Refuses a request that would give a client two plans between which the gate cannot choose.
    private func checkPlans(of request: AccessRequest, _ offer: ProductOffer) async throws(RegistrationError) {
        let slot = ClientRecord.slot(
            application: request.application, provider: offer.provider, clientType: request.clientType)
        guard let client = try await records.record(inSlot: slot) else { return }
        let (catalogueScopes, wanted) = (scopes(), request.subscription)
        let others = client.settings.subscriptions.filter { catalogueScopes.defect(of: $0) == nil }
        _ = try catalogueScopes.scopes(of: ClientChanges(adding: [wanted]).subscriptions(from: others))
    }
}
