import Testing
import TollgateHTTP
import TollgateRegistrar
import TollgateSQLite

/// Against a django-oauth-toolkit 3.4 with dynamic registration that somebody has started.
///
/// `TOLLGATE_DJANGO_ISSUER` is its issuer. A client `registrar` with the secret `registrar-secret` obtains tokens with
/// the scope `register_client`, which let registrations in; Debian's package is too old for that.
@Suite(
    "The registrar meets the departures of a real django-oauth-toolkit",
    .enabled(if: RunningDjango.issuer != nil, "TOLLGATE_DJANGO_ISSUER is not set"))
struct DjangoRegistrarTests {
    private func makeRegistrar() async throws -> Registrar {
        let registrar = Registrar(
            store: try SQLiteClientStore.inMemory(),
            sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
            outbound: DriverHarness.outbound, scopes: { RegistrarFixture.grantable })
        try await registrar.addProvider(
            Provider(
                name: "django", address: try #require(RunningDjango.issuer),
                initialAccess: .clientCredentials(
                    id: "registrar", secret: Secret("registrar-secret"), scopes: ["register_client"], method: .basic)))
        return registrar
    }

    @Test("The endpoint stands only in RFC 8414's document, and every update brings another registration access token")
    func wholeLife() async throws {
        let registrar = try await makeRegistrar()
        let profile = try #require(try await registrar.providers().first)
        #expect(profile.issuer == RunningDjango.issuer)
        let first = try await registrar.register(
            application: "Acme", product: "payments", plan: "free", provider: "django")
        #expect(Set(first.warnings.map(\.code)) == ["scope_unconfirmed", "secret_expiry_missing"])
        let second = try await registrar.update(first.recordID, ClientChanges(application: "Acme 2"))
        #expect(second.clientID == first.clientID)
        let third = try await registrar.update(first.recordID, ClientChanges(application: "Acme 3"))
        // The secret is never shown again, and stays.
        #expect(try await registrar.revealSecret(third.recordID).clientSecret == first.clientSecret)
        #expect(try await registrar.delete(first.recordID) == .deleted)
        #expect(try await registrar.delete(first.recordID) == .gone)
    }

    @Test("Verifying tells what it leaves out: the scopes, the software, when the secret expires")
    func verification() async throws {
        let verification = try await makeRegistrar().verifyProvider("django", scopes: ["product_payments"])
        #expect(verification.isUsable)
        let members = verification.differences.map(\.member)
        #expect(members.contains("scope"))
        #expect(members.contains("software_id"))
        #expect(verification.warnings.contains(.secretExpiryMissing))
    }
}
