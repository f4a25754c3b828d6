/// The changes of clients' subscriptions, and their end.
struct SubscriptionChanges: Sendable {
    let records: ClientRecords
    let updates: ClientUpdate
    let deletion: ClientDeletion

    /// Moves a subscription to another plan, as ``Registrar/changePlan(of:client:to:)``.
    func changePlan(
        of id: String, client: String, to plan: String
    ) async throws(RegistrationError) -> IssuedCredential {
        try await change(id, client: client) { $0.plan = plan }
    }

    /// Sets plan and dates of a subscription, as ``Registrar/changeSubscription(_:client:)``.
    func change(
        _ changed: Subscription, client: String
    ) async throws(RegistrationError) -> IssuedCredential {
        if let endsAt = changed.endsAt, endsAt <= max(changed.startsAt ?? records.now(), records.now()) {
            throw .access(.datesInvalid(startsAt: changed.startsAt, endsAt: endsAt))
        }
        return try await change(changed.id, client: client) { subscription in
            subscription.plan = changed.plan
            subscription.startsAt = changed.startsAt
            subscription.endsAt = changed.endsAt
        }
    }

    /// Takes a product away from a client, as ``Registrar/revoke(_:client:)``.
    func revoke(_ id: String, client: String) async throws(RegistrationError) {
        let record = try await records.record(client)
        _ = try Self.subscription(id, of: record)
        try await remove([id], from: record)
    }

    /// Takes subscriptions away, and the client with the last of them: without any it could do nothing, and a
    /// provider may give a client that names no scopes its own default ones (RFC 7591 §2).
    func remove(_ ids: Set<String>, from record: ClientRecord) async throws(RegistrationError) {
        if record.settings.subscriptions.allSatisfy({ ids.contains($0.id) }) {
            _ = try await deletion.delete(record.id)
        } else {
            _ = try await updates.update(record.id, ClientChanges(removing: ids))
        }
    }

    private func change(
        _ id: String, client: String, _ edit: (inout Subscription) -> Void
    ) async throws(RegistrationError) -> IssuedCredential {
        var subscription = try Self.subscription(id, of: try await records.record(client))
        edit(&subscription)
        return try await updates.update(client, ClientChanges(adding: [subscription]))
    }

    private static func subscription(_ id: String, of record: ClientRecord) throws(RegistrationError) -> Subscription {
        guard !record.state.isFinal, let found = record.settings.subscriptions.first(where: { $0.id == id }) else {
            throw .access(.subscriptionUnknown(id: id))
        }
        return found
    }
}
