/// The change of the key that secrets are sealed with.
struct Resealing: Sendable {
    let providers: ProviderBook
    let records: ClientRecords
    let sealer: SecretSealer

    /// Seals everything again with the current key, as ``Registrar/reseal(progress:)``.
    func reseal(progress: @Sendable (ReconcileProgress) -> Void) async throws(RegistrationError) -> [String] {
        let names = try await providers.all().map(\.name)
        let clients = try await records.all()
        var done = ReconcileProgress(done: 0, total: names.count + clients.count)
        var busy: [String] = []
        for name in names {
            try await reseal(providerNamed: name)
            done.done += 1
            progress(done)
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

    private func reseal(providerNamed name: String) async throws(RegistrationError) {
        // As it is now, not as it was listed: it may have been changed, or removed, while others were done.
        let record: ProviderRecord
        do {
            record = try await providers.record(name)
        } catch {
            guard case .providerUnknown = error else { throw error }
            return
        }
        try await providers.reseal(record)
    }

    private func reseal(_ record: ClientRecord) async throws(RegistrationError) {
        guard let registration = record.registration else { return }
        let secret = try resealed(registration.clientSecret, of: record, .clientSecret)
        let token = try resealed(registration.registrationAccessToken, of: record, .registrationAccessToken)
        let digest = try resealed(registration.revealedSecretDigest, of: record, .revealedSecretDigest)
        guard secret != nil || digest != nil || token != nil else { return }
        try records.checkIdle(record)
        _ = try await records.apply(
            .resealed(clientSecret: secret, revealedSecretDigest: digest, registrationAccessToken: token), to: record)
    }

    private func resealed(
        _ sealed: SealedSecret?, of record: ClientRecord, _ field: SealedField
    ) throws(RegistrationError) -> SealedSecret? {
        let secret = try sealer.openIfPresent(sealed, record: record.id, field: field)
        return try sealer.sealIfPresent(secret, record: record.id, field: field)
    }
}
