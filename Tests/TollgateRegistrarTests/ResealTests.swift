import StoreTesting
import Testing
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

@Suite("Changing the sealing key")
struct ResealTests {
    /// A store in which somebody changes the provider `second`, and removes `third`, once `first` was done.
    private struct ChangingStore: ForwardingStore {
        let store: SQLiteClientStore

        func replace(_ provider: ProviderRecord) async throws(RegistrationError) {
            try await store.replace(provider)
            guard provider.name == "first", var changed = try await store.provider(named: "second") else { return }
            changed.description = "changed meanwhile"
            try await store.replace(changed)
            try await store.deleteProvider(named: "third")
        }
    }

    @Test("A provider that is changed or removed meanwhile stays as it is then")
    func changedMeanwhile() async throws {
        let store = ChangingStore(store: try SQLiteClientStore.inMemory())
        let provider = StubProvider()
        let registrar = Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k1", bytes: [UInt8](repeating: 7, count: 32))),
                network: SingleNetwork(transport: provider, source: provider),
                scopes: { RegistrarFixture.catalogueScopes }))
        for name in ["first", "second", "third"] {
            try await registrar.addProvider(Provider(name: name, address: StubProvider.issuer))
        }
        #expect(try await registrar.reseal().isEmpty)
        #expect(try await registrar.providers().map(\.description) == ["", "changed meanwhile"])
    }

    @Test("Everything is sealed again with the new key, and the old one is needed no more")
    func newKey() async throws {
        let store = try SQLiteClientStore.inMemory()
        let fixture = try RegistrarFixture(store: store)
        let credential = try await fixture.registered()
        let old = try SealingKey(id: "k1", bytes: [UInt8](repeating: 7, count: 32))
        let new = try SealingKey(id: "k2", bytes: [UInt8](repeating: 8, count: 32))
        func registrar(_ sealer: SecretSealer) -> Registrar {
            Registrar(
                store: store,
                configuration: Registrar.Configuration(
                    sealer: sealer, network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                    scopes: { RegistrarFixture.catalogueScopes }))
        }

        await #expect(throws: RegistrationError.sealing(.keyUnknown(id: "k1"))) {
            try await registrar(SecretSealer(current: new)).reseal()
        }
        #expect(try await registrar(SecretSealer(current: new, older: [old])).reseal().isEmpty)
        let renewed = registrar(SecretSealer(current: new))
        #expect(try await renewed.revealSecret(credential.recordID).clientSecret == Secret("s3cr3t-one"))
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing("c-1", with: "c-2"))
        _ = try await renewed.register(application: "B", product: "payments", plan: "free", provider: "idp")
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer iat-canary" } == true)
        fixture.provider.answer(204)
        #expect(try await renewed.delete(credential.recordID) == .deleted)
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-one" } == true)
    }
}
