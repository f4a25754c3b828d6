/// The fulfilment of approved access requests.
struct Fulfilment: Sendable {
    let requests: AccessRequestRecords
    let records: ClientRecords
    let provision: ClientProvision
    let subscriptions: SubscriptionChanges
    let locks: RequestLocks
    let now: @Sendable () -> Int64

    /// Carries out an approved request.
    ///
    /// The subscription gets the request's identifier, so that doing this twice, also after a crash in between, gives
    /// one subscription; the client's slot makes sure that it is one client.
    func fulfil(_ request: AccessRequest) async throws(RegistrationError) -> AccessRequest {
        try await locks.withLock(on: request.id, .shared) { () async throws(RegistrationError) in
            // It may have been ended before it was locked.
            let current = try await self.requests.request(request.id)
            switch current.state {
            case .fulfilled: return current
            case .approved: return try await self.carryOut(current)
            case .pending, .rejected, .failed, .withdrawn:
                throw .access(
                    .requestTransitionRefused(id: current.id, state: current.state.name, transition: "fulfil"))
            }
        }
    }

    private func carryOut(_ request: AccessRequest) async throws(RegistrationError) -> AccessRequest {
        let subscription = request.subscription
        guard subscription.hasBegun(at: now()) else { return request }
        guard !subscription.hasEnded(at: now()) else {
            return try await requests.apply(.fail(reason: "its end came before it could be fulfilled"), to: request)
        }
        let client: String
        do {
            client = try await provision.provide(subscription, for: request)
        } catch {
            if Self.isRefusal(error) { _ = try? await requests.apply(.fail(reason: error.description), to: request) }
            throw error
        }
        do {
            return try await requests.apply(.fulfil(client: client), to: request)
        } catch {
            guard case .recordChanged = error, let current = try? await requests.request(request.id) else {
                throw error
            }
            switch current.state {
            // Another operation has carried it out meanwhile.
            case .fulfilled(let other) where other == client: return current
            // Another process has ended it meanwhile: nobody wants it any more.
            case .rejected, .withdrawn:
                try await subscriptions.remove([subscription.id], from: try await records.record(client))
            default: break
            }
            throw error
        }
    }

    /// Says whether another attempt would come to the same end unless something else changes first.
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
