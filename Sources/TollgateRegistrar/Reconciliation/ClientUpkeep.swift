/// The upkeep of clients that are in order: everything that has become due.
struct ClientUpkeep: Sendable {
    let records: ClientRecords
    let subscriptions: SubscriptionChanges
    let updates: ClientUpdate
    let secrets: CredentialReveal
    let expiry: ExpiryWatch
    let repair: DriftRepair
    let scopes: @Sendable () -> CatalogueScopes

    /// Does what is due for a client, and reports subscriptions that give nothing any more.
    ///
    /// - Parameters:
    ///   - record: The client's record, which is `active`.
    ///   - comparing: Whether the client is read at its provider.
    /// - Returns: The work that was due, and its outcome; `nil` if none was.
    /// - Throws: The error of the operation that was due.
    func attend(
        to record: ClientRecord, comparing: Bool
    ) async throws(RegistrationError) -> ReconcileResult? {
        let (catalogueScopes, now) = (scopes(), records.now())
        let lacks = record.settings.subscriptions.filter { !$0.hasEnded(at: now) }.compactMap { subscription in
            catalogueScopes.defect(of: subscription).map {
                "it is granted nothing for the product `\(subscription.product)` on the plan `\(subscription.plan)`:"
                    + " \($0); put it back into the file, or take the subscription away"
            }
        }
        let found = try await doWhatIsDue(for: record, catalogueScopes, comparing: comparing)
        guard !lacks.isEmpty else { return found }
        return ReconcileResult(
            found?.outcome ?? .needsAttention, ([found?.detail].compactMap(\.self) + lacks).joined(separator: "; "))
    }

    private func doWhatIsDue(
        for record: ClientRecord, _ catalogueScopes: CatalogueScopes, comparing: Bool
    ) async throws(RegistrationError) -> ReconcileResult? {
        if let ended = try await endSubscriptions(of: record) { return ended }
        if let changed = try await adjustScopes(of: record, catalogueScopes) { return changed }
        if try await secrets.eraseExpiredSecret(of: record) {
            return ReconcileResult(.settled, "its secret has expired and was erased; rotate it")
        }
        let expiry = try await expiry.attend(to: record)
        guard comparing, expiry?.outcome != .settled else { return expiry }
        return try await repair.compare(try await records.record(record.id)) ?? expiry
    }

    private func endSubscriptions(of record: ClientRecord) async throws(RegistrationError) -> ReconcileResult? {
        let now = records.now()
        let ended = record.settings.subscriptions.filter { $0.hasEnded(at: now) }
        guard !ended.isEmpty else { return nil }
        try await subscriptions.remove(Set(ended.map(\.id)), from: record)
        return ReconcileResult(
            .settled, "these subscriptions ended: " + ended.map(\.product).joined(separator: ", "))
    }

    /// Changes a client whose subscriptions have begun or ended, or mean other scopes than they did.
    private func adjustScopes(
        of record: ClientRecord, _ catalogueScopes: CatalogueScopes
    ) async throws(RegistrationError) -> ReconcileResult? {
        let now = records.now()
        let inForce = record.settings.subscriptions.filter { $0.isInForce(at: now) }
        let given = inForce.filter { catalogueScopes.defect(of: $0) == nil }
        let due = try catalogueScopes.scopes(of: given)
        // A client that names no scopes might get a provider's own; where nothing is left, gates let it do nothing.
        let isEmptied = given.isEmpty && !inForce.isEmpty
        guard !isEmptied, Set(due) != Set(record.settings.scopes) else { return nil }
        _ = try await updates.update(record.id, ClientChanges())
        return ReconcileResult(.settled, "its scopes are now \(due.joined(separator: " "))")
    }
}
