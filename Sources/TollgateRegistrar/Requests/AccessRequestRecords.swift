/// The access requests of a store as operations use them.
struct AccessRequestRecords: Sendable {
    let store: any ApplicationStore
    let now: @Sendable () -> Int64

    /// Lists all requests, oldest first.
    func all() async throws(RegistrationError) -> [AccessRequest] {
        try await store.requests()
    }

    /// Returns one request.
    ///
    /// - Throws: `RegistrationError.access(.requestUnknown)` or `.store`.
    func request(_ id: String) async throws(RegistrationError) -> AccessRequest {
        let found = try await store.request(id: id)
        guard let found else { throw .access(.requestUnknown(id: id)) }
        return found
    }

    /// Adds a request.
    func begin(_ request: AccessRequest) async throws(RegistrationError) {
        try await store.begin(request)
    }

    /// Commits one step of a request.
    ///
    /// - Returns: The request as it is now.
    /// - Throws: `RegistrationError.recordChanged`, `.access(.requestUnknown)`, `.access(.requestTransitionRefused)`,
    ///   `.access(.requestOpen)` or `.store`.
    func apply(
        _ transition: AccessRequestTransition, to request: AccessRequest
    ) async throws(RegistrationError) -> AccessRequest {
        let time = now()
        return try await store.apply(transition, toRequest: request.id, at: request.version, now: time)
    }

    /// Marks the requests as failed that a client was to fulfil which is gone again.
    ///
    /// A subscription has the identifier of its request.
    func fail(requestsOf record: ClientRecord, reason: String) async {
        for subscription in record.settings.subscriptions {
            guard let request = try? await request(subscription.id), request.state == .approved else { continue }
            _ = try? await apply(.fail(reason: reason), to: request)
        }
    }
}
