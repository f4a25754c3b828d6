/// Changing the key that secrets are sealed with.
extension Registrar {
    /// Seals everything again with the current key, so that older keys can be thrown away.
    ///
    /// - Parameter progress: Is told after each record.
    /// - Returns: The records that could not be done, since an operation on them is under way; run it again for them.
    /// - Throws: `RegistrationError.sealing` if a secret does not open with any key at hand, `.store`.
    public func reseal(
        progress: @Sendable (ReconcileProgress) -> Void = { _ in }
    ) async throws(RegistrationError) -> [String] {
        let providers = try await providers()
        let clients = try await clients()
        var done = ReconcileProgress(done: 0, total: providers.count + clients.count)
        var busy: [String] = []
        for name in providers.map(\.name) {
            defer {
                done.done += 1
                progress(done)
            }
            // As it is now, not as it was listed: it may have been changed, or removed, while others were done.
            var provider: ProviderRecord
            do {
                provider = try await providerRecord(name)
            } catch {
                guard case .store(.providerUnknown) = error else { throw error }
                continue
            }
            let secret = try open(provider.initialAccess, record: provider.name, field: .initialAccess)
            if let sealed = try seal(secret, record: provider.name, field: .initialAccess) {
                provider.initialAccess = sealed
                let resealed = provider
                try await stored { store throws(ClientStoreError) in try await store.replace(resealed) }
            }
        }
        for client in clients {
            do {
                try await reseal(client)
            } catch {
                guard case .clientBusy = error else { throw error }
                busy.append(client.id)
            }
            done.done += 1
            progress(done)
        }
        return busy
    }

    /// Finds out whether the keys at hand open what is kept, by one secret of each provider.
    ///
    /// - Throws: `RegistrationError.sealing`, which names the key that is missing; `.store`.
    public func checkSealingKeys() async throws(RegistrationError) {
        for provider in try await providers() {
            _ = try open(provider.initialAccess, record: provider.name, field: .initialAccess)
        }
    }

    private func reseal(_ record: ClientRecord) async throws(RegistrationError) {
        guard let registration = record.registration else { return }
        let secret = try open(registration.clientSecret, record: record.id, field: .clientSecret)
        let token = try open(registration.registrationAccessToken, record: record.id, field: .registrationAccessToken)
        let digest = try open(registration.revealedSecretDigest, record: record.id, field: .revealedSecretDigest)
        guard secret != nil || digest != nil || token != nil else { return }
        try checkIdle(record)
        _ = try await apply(
            .resealed(
                clientSecret: try seal(secret, record: record.id, field: .clientSecret),
                revealedSecretDigest: try seal(digest, record: record.id, field: .revealedSecretDigest),
                registrationAccessToken: try seal(token, record: record.id, field: .registrationAccessToken)),
            to: record)
    }
}
