/// Changing and ending what a client may use.
extension Registrar {
    /// Moves a subscription to another plan: the client stays, with the new plan's scopes.
    ///
    /// - Parameters:
    ///   - id: The subscription.
    ///   - client: The client's record.
    ///   - plan: The new plan's name in the catalogue.
    /// - Returns: The credential after the change.
    /// - Throws: As `update(_:_:)`, or `RegistrationError.access`.
    @discardableResult
    public func changePlan(
        of id: String, client: String, to plan: String
    ) async throws(RegistrationError) -> Credential {
        try await change(id, client: client) { $0.plan = plan }
    }

    /// Sets plan and dates of a subscription.
    ///
    /// - Parameters:
    ///   - changed: The subscription as it is to be; its identifier says which one it is, its product stays.
    ///   - client: The client's record.
    /// - Returns: The credential after the change.
    /// - Throws: As `update(_:_:)`, or `RegistrationError.access`.
    @discardableResult
    public func changeSubscription(
        _ changed: Subscription, client: String
    ) async throws(RegistrationError) -> Credential {
        if let endsAt = changed.endsAt, endsAt <= max(changed.startsAt ?? now(), now()) {
            throw .access(.datesInvalid(startsAt: changed.startsAt, endsAt: endsAt))
        }
        return try await change(changed.id, client: client) { subscription in
            subscription.plan = changed.plan
            subscription.startsAt = changed.startsAt
            subscription.endsAt = changed.endsAt
        }
    }

    /// Takes a product away from a client; a client that has no other is deleted.
    ///
    /// - Parameters:
    ///   - id: The subscription.
    ///   - client: The client's record.
    /// - Throws: As `update(_:_:)` and `delete(_:)`, or `RegistrationError.access(.subscriptionUnknown)`.
    public func revoke(_ id: String, client: String) async throws(RegistrationError) {
        let record = try await record(client)
        _ = try Self.subscription(id, of: record)
        try await remove([id], from: record)
    }

    /// Takes subscriptions away, and the client with the last of them: without any it could do nothing, and a
    /// provider may give a client that names no scopes its own default ones (RFC 7591 §2).
    func remove(_ ids: Set<String>, from record: ClientRecord) async throws(RegistrationError) {
        if record.grant.subscriptions.allSatisfy({ ids.contains($0.id) }) {
            _ = try await delete(record.id)
        } else {
            _ = try await update(record.id, ClientChanges(removing: ids))
        }
    }

    private func change(
        _ id: String, client: String, _ edit: (inout Subscription) -> Void
    ) async throws(RegistrationError) -> Credential {
        var subscription = try Self.subscription(id, of: try await record(client))
        edit(&subscription)
        return try await update(client, ClientChanges(adding: [subscription]))
    }

    private static func subscription(_ id: String, of record: ClientRecord) throws(RegistrationError) -> Subscription {
        guard !record.state.isFinal, let found = record.grant.subscriptions.first(where: { $0.id == id }) else {
            throw .access(.subscriptionUnknown(id: id))
        }
        return found
    }
}
