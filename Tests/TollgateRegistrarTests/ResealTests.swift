import Testing
import TollgateHTTP
import TollgateRegistrar
import TollgateSQLite

@Suite("Changing the sealing key")
struct ResealTests {
    @Test("Everything is sealed again with the new key, and the old one is needed no more")
    func newKey() async throws {
        let store = try SQLiteClientStore.inMemory()
        let fixture = try RegistrarFixture(store: store)
        let credential = try await fixture.registered()
        let old = try SealingKey(id: "k1", bytes: [UInt8](repeating: 7, count: 32))
        let new = try SealingKey(id: "k2", bytes: [UInt8](repeating: 8, count: 32))
        func registrar(_ sealer: SecretSealer) -> Registrar {
            Registrar(
                store: store, sealer: sealer, transport: fixture.provider, discovery: fixture.provider,
                scopes: { RegistrarFixture.grantable })
        }

        await #expect(throws: RegistrationError.sealing(.keyUnknown(id: "k1"))) {
            try await registrar(SecretSealer(current: new)).reseal()
        }
        #expect(try await registrar(SecretSealer(current: new, older: [old])).reseal().isEmpty)
        let renewed = registrar(SecretSealer(current: new))
        #expect(try await renewed.revealSecret(credential.recordID).clientSecret == Secret("s3cr3t-one"))
        fixture.provider.answer(201, RegistrarFixture.accepted)
        _ = try await renewed.register(application: "B", product: "payments", plan: "free", provider: "idp")
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer iat-canary" } == true)
        fixture.provider.answer(204)
        #expect(try await renewed.delete(credential.recordID) == .deleted)
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-one" } == true)
    }
}
