internal import TollgateCatalogue

/// The provision of applications with the clients and subscriptions that were approved.
struct ClientProvision: Sendable {
    let applications: ApplicationBook
    let offers: OfferBook
    let records: ClientRecords
    let creation: ClientCreation
    let updates: ClientUpdate
    let firstTokens: FirstTokenTrial
    let scopes: @Sendable () -> CatalogueScopes

    /// Registers a client with the subscription, or gives it to the client that the application has.
    ///
    /// - Returns: The client's record.
    func provide(
        _ subscription: Subscription, for request: AccessRequest
    ) async throws(RegistrationError) -> String {
        let application = try await applications.application(request.application)
        let offer = try await offers.offer(of: request.product)
        let type = try offers.clientType(request.clientType, for: offer)
        let slot = ClientRecord.slot(
            application: application.id, provider: offer.provider, clientType: type.name)
        if let existing = try await records.record(inSlot: slot) {
            return try await extend(existing, with: subscription, for: request)
        }
        let settings = ClientSettings(
            application: application.name, applicationID: application.id, subscriptions: [subscription],
            scopes: try scopes().scopes(of: [subscription]), clientType: type, redirectURIs: request.redirectURIs)
        do {
            return try await creation.register(settings, at: offer.provider).recordID
        } catch {
            // Another request of the application was fulfilled meanwhile, or is at this moment.
            guard case .clientExists(let id) = error else { throw error }
            let other = try await records.record(id)
            guard other.state == .active else { throw .clientBusy(id: id, state: other.state) }
            return try await extend(other, with: subscription, for: request)
        }
    }

    /// Gives a subscription to a client that the application has.
    private func extend(
        _ client: ClientRecord, with subscription: Subscription, for request: AccessRequest
    ) async throws(RegistrationError) -> String {
        try records.checkIdle(client)
        var client = client
        switch client.state {
        case .active, .updating: break
        case .verifying: client = try await firstTokens.verify(client)
        // Until it is known what became of it, it can neither be changed nor have a second beside it.
        default: throw .access(.clientInTheWay(client: client.id, state: client.state, request: request.id))
        }
        if client.state == .active, client.settings.subscriptions.contains(subscription) { return client.id }
        var changes = ClientChanges(adding: [subscription])
        let additional = request.redirectURIs.filter { !client.settings.redirectURIs.contains($0) }
        if !additional.isEmpty { changes.redirectURIs = client.settings.redirectURIs + additional }
        return try await updates.update(client.id, changes).recordID
    }
}
