/// Keeping records, providers and gates in agreement.
extension Registrar {
    /// Finishes or ends interrupted operations, does all work that has become due, and compares the rest with the
    /// providers.
    ///
    /// A registration that was not answered is never sent again: its record is set in doubt and names the mark by
    /// which the client can be found at the provider. The first token of a client that is not active yet is checked
    /// again. An interrupted change is looked up (RFC 7592 §2.1) and sent again if it did not take effect, an
    /// interrupted deletion is sent again, subscriptions begin and end, expired secrets are erased, and approved
    /// requests are fulfilled. Whatever a client lacks at its provider is sent again; whatever it has beyond its
    /// settings
    /// is only reported. A secret or token that expires within 7 days is renewed where that does no harm to the client,
    /// and otherwise reported. Running it again does no harm.
    ///
    /// ```swift
    /// for finding in try await registrar.reconcile() where finding.outcome != .settled {
    ///     print(finding)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - comparing: Whether clients without a known defect are read at their providers. Providers may change the
    ///     registration access token with each reading. Default: yes.
    ///   - progress: Called after each record.
    /// - Returns: The findings; empty if all was well.
    /// - Throws: `RegistrationError.store` if the records cannot be listed. The failure of one record is a finding and
    ///   does not stop the rest.
    public func reconcile(
        comparing: Bool = true, progress: @Sendable (ReconcileProgress) -> Void = { _ in }
    ) async throws(RegistrationError) -> [ReconcileFinding] {
        try await reconciler.reconcile(comparing: comparing, progress: progress)
    }

    /// Seals everything again with the current key, so that older keys can be thrown away.
    ///
    /// - Parameter progress: Called after each record.
    /// - Returns: The records that could not be done, since an operation on them is under way; run it again for them.
    /// - Throws: `RegistrationError.sealing` if a secret does not open with any key at hand; `.providerUnknown` if a
    ///   provider is removed at the same moment; `.store`.
    public func reseal(
        progress: @Sendable (ReconcileProgress) -> Void = { _ in }
    ) async throws(RegistrationError) -> [String] {
        try await resealing.reseal(progress: progress)
    }

    /// Finds out whether the keys at hand open the stored secrets, by one secret of each provider.
    ///
    /// - Throws: `RegistrationError.sealing`, which names the key that is missing; `.store`.
    public func checkSealingKeys() async throws(RegistrationError) {
        try await providerBook.checkSealingKeys()
    }

    /// Lists the subscriptions of clients for which the catalogue, as it is now, gives nothing.
    ///
    /// - Returns: Each product and plan once, sorted.
    /// - Throws: `RegistrationError.store`.
    package func orphanedSubscriptions() async throws(RegistrationError) -> [OrphanedSubscriptions] {
        OrphanedSubscriptions.list(of: try await lifecycle.records.all(), scopes())
    }

    /// Lists the records that are news to gates since a point in history, each once, as they are now.
    ///
    /// - Parameters:
    ///   - sequence: The sequence number of the last change that is known; 0 for all records.
    ///   - limit: The most changes to return.
    /// - Returns: The changes, oldest first.
    /// - Throws: `RegistrationError.store`.
    package func changes(after sequence: Int64, limit: Int) async throws(RegistrationError) -> [ClientChange] {
        try await history.changes(after: sequence, limit: limit)
    }

    /// Returns the last change; the start where there was none.
    ///
    /// - Returns: Its point in history.
    /// - Throws: `RegistrationError.store`.
    package func lastChange() async throws(RegistrationError) -> ClientChangePoint {
        try await history.lastChange()
    }

    /// Says whether a point is of this store's history: a store that was restored from a backup has another one from
    /// then on.
    ///
    /// - Parameter point: A change that a follower has seen.
    /// - Returns: `false` also for a change that was so long ago that the store does not remember it.
    /// - Throws: `RegistrationError.store`.
    package func remembers(_ point: ClientChangePoint) async throws(RegistrationError) -> Bool {
        try await history.remembers(point)
    }
}
