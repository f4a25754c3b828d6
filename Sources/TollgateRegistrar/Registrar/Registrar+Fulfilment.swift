/// Giving applications what was approved.
extension Registrar {
    /// Carries out an approved request.
    ///
    /// The subscription gets the request's identifier, so that doing this twice, also after a crash in between, gives
    /// one subscription; the client's slot makes sure that it is one client.
    func fulfil(_ request: AccessRequest) async throws(RegistrationError) -> AccessRequest {
        try await claims.fulfilling(request.id) { () async throws(RegistrationError) in
            // Somebody may have ended it before it was claimed.
            let current = try await self.request(request.id)
            switch current.state {
            case .fulfilled: return current
            case .approved: return try await self.carryOut(current)
            case .pending, .rejected, .failed, .withdrawn:
                throw .store(
                    .requestTransitionRefused(id: current.id, state: current.state.name, transition: "fulfil"))
            }
        }
    }

    private func carryOut(_ request: AccessRequest) async throws(RegistrationError) -> AccessRequest {
        let subscription = request.subscription
        guard subscription.hasBegun(at: now()) else { return request }
        guard !subscription.hasEnded(at: now()) else {
            return try await take(.fail(reason: "its end came before it could be fulfilled"), request)
        }
        let client: String
        do {
            client = try await provide(subscription, for: request)
        } catch {
            if Self.isRefusal(error) { _ = try? await take(.fail(reason: error.description), request) }
            throw error
        }
        do {
            return try await take(.fulfil(client: client), request)
        } catch {
            guard case .store(.conflict) = error, let current = try? await self.request(request.id) else { throw error }
            switch current.state {
            // Whoever else was at it came to the same end.
            case .fulfilled(let other) where other == client: return current
            // Another process ended it meanwhile: nobody wants it any more.
            case .rejected, .withdrawn: try await remove([subscription.id], from: try await record(client))
            default: break
            }
            throw error
        }
    }

    /// Registers a client with the subscription, or gives it to the client that the application has.
    ///
    /// - Returns: The client's record.
    private func provide(
        _ subscription: Subscription, for request: AccessRequest
    ) async throws(RegistrationError) -> String {
        let application = try await application(request.application)
        let offer = try await offer(of: request.product)
        let type = try clientType(request.clientType, for: offer)
        let slot = ClientRecord.slot(
            application: application.id, provider: offer.provider, clientType: type.name)
        let found = try await stored { store throws(ClientStoreError) in try await store.client(slot: slot) }
        var existing: ClientRecord
        if let found {
            existing = found
        } else {
            let grant = ClientGrant(
                application: application.name, applicationID: application.id, subscriptions: [subscription],
                scopes: try scopes().scopes(of: [subscription]), clientType: type, redirectURIs: request.redirectURIs)
            do {
                return try await register(grant, at: offer.provider).recordID
            } catch {
                // Another request of the application was fulfilled meanwhile, or is at this moment.
                guard case .store(.clientExists(let id)) = error else { throw error }
                let other = try await record(id)
                guard other.state == .active else { throw .clientBusy(id: id, state: other.state) }
                existing = other
            }
        }
        try checkIdle(existing)
        switch existing.state {
        case .active, .updating: break
        case .verifying: existing = try await verify(existing)
        // Until somebody has found out what became of it, it can neither be changed nor have a second beside it.
        default: throw .access(.clientInTheWay(client: existing.id, state: existing.state, request: request.id))
        }
        if existing.state == .active, existing.grant.subscriptions.contains(subscription) { return existing.id }
        var changes = ClientChanges(adding: [subscription])
        let additional = request.redirectURIs.filter { !existing.grant.redirectURIs.contains($0) }
        if !additional.isEmpty { changes.redirectURIs = existing.grant.redirectURIs + additional }
        return try await updateNow(existing.id, changes).recordID
    }

    /// Whether trying again would come to the same end unless something else changes first.
    private static func isRefusal(_ error: RegistrationError) -> Bool {
        switch error {
        case .access(.clientInTheWay): false
        // It is about what manages the client, not about what is asked for.
        case .refused(let refusal)
        where refusal.exchange.operation != .register && [401, 404, 410].contains(refusal.status):
            false
        case .requestInvalid, .productUnknown, .planUnknown, .providerInvalid, .registrationUnsupported, .refused,
            .clientTaken, .narrowed, .tokenRejected, .clientUnmanaged, .access:
            true
        default: false
        }
    }
}
