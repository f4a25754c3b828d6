/// What gates are told.
extension Registrar {
    /// The clients' records of which gates have to be told something new since a point in history, each once, as they are
    /// now.
    ///
    /// - Parameters:
    ///   - sequence: The sequence number of the last change that is known; 0 for all records.
    ///   - limit: How many to return at most.
    /// - Returns: The changes, oldest first.
    /// - Throws: `RegistrationError.store`.
    public func changes(after sequence: Int64, limit: Int) async throws(RegistrationError) -> [ClientChange] {
        try await stored { store throws(ClientStoreError) in try await store.changes(after: sequence, limit: limit) }
    }

    /// The last change; the start where there was none.
    ///
    /// - Returns: Its point in history.
    /// - Throws: `RegistrationError.store`.
    public func lastChange() async throws(RegistrationError) -> ClientChangePoint {
        try await stored { store throws(ClientStoreError) in try await store.point(at: nil) } ?? .start
    }

    /// Whether a point is of this store's history: a store that was restored from a backup has another one from then on.
    ///
    /// - Parameter point: A change that somebody was told of.
    /// - Returns: `false` also for a change that was so long ago that the store does not remember it.
    /// - Throws: `RegistrationError.store`.
    public func remembers(_ point: ClientChangePoint) async throws(RegistrationError) -> Bool {
        if point == .start { return true }
        return try await stored { store throws(ClientStoreError) in
            try await store.point(at: point.sequence) == point
        }
    }

    /// What products and plans stand for now.
    public var grantableScopes: GrantableScopes { scopes() }

    /// What a gate has to know of a client; `nil` as long as no client is known to exist.
    ///
    /// A client that the registrar cannot manage any more is suspended: nobody could take its access away later. So is
    /// one whose first token has not passed yet.
    ///
    /// A product or a plan that the catalogue does not have any more gives nothing.
    ///
    /// - Parameters:
    ///   - record: The client's record.
    ///   - scopes: What products and plans stand for.
    /// - Returns: Its state, and the scopes of its subscriptions with their dates.
    public func standing(of record: ClientRecord, scopes: GrantableScopes) -> ClientStanding? {
        guard let clientID = record.clientID, let state = record.standing else { return nil }
        var standing = ClientStanding(issuer: record.issuer, clientID: clientID, state: state, grants: [])
        standing.deletionConfirmedAt = record.deletionConfirmedAt
        guard state == .active else { return standing }
        standing.grants = record.grant.subscriptions.compactMap { subscription in
            let granted = try? scopes.scopes(product: subscription.product, plan: subscription.plan)
            return granted.map {
                ClientStanding.Grant(scopes: $0, startsAt: subscription.startsAt, endsAt: subscription.endsAt)
            }
        }
        return standing
    }
}
