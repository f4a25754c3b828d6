import Testing
import TollgateRegistrar

/// The rules for what is kept of secrets.
extension StoreRules {
    func revealedSecretsAreRemembered() async throws {
        let digest = SealedSecret(bytes: [6])
        try await store.insert(StoreSamples.provider())
        try await store.begin(StoreSamples.client())
        var repeated = StoreSamples.registration
        repeated.clientSecret = nil
        let (other, token) = (SealedSecret(bytes: [7]), SealedSecret(bytes: [8]))
        let steps: [(ClientTransition, digest: SealedSecret?)] = [
            (.registered(StoreSamples.registration), nil), (.secretErased(revealed: digest), digest),
            (.updating(operationID: "o"), digest), (.updated(repeated, settings: nil), digest),
            (.resealed(clientSecret: nil, revealedSecretDigest: other, registrationAccessToken: token), other),
            (.updating(operationID: "o"), other), (.salvaged(repeated, reason: "r"), other),
            (.updating(operationID: "o"), other), (.updated(StoreSamples.registration, settings: nil), nil),
            (.secretErased(), nil), (.updating(operationID: "o"), nil),
            (.updated(StoreSamples.registration, settings: nil), nil), (.secretErased(revealed: digest), digest),
            (.deleting(operationID: "o"), digest), (.deleted, nil),
        ]
        for (version, (step, digest)) in zip(1..., steps) {
            let record = try await store.apply(step, to: "c-1", at: version, now: StoreSamples.now)
            #expect(record.registration?.revealedSecretDigest == digest, "\(version) \(step.name)")
            #expect(try await store.client(id: "c-1") == record)
        }
    }
}
