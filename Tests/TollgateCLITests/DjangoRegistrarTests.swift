import ServerTesting
import Testing
import TollgateCrypto
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

/// Debian's package is too old for dynamic registration: `Fixtures/django-oauth-toolkit/install` brings a newer one.
@Suite(
    "The registrar meets the departures of a real django-oauth-toolkit", .realServers, .serialized,
    .timeLimit(.minutes(5)),
    .enabled(if: DjangoInstallation.registering.isComplete, "\(DjangoInstallation.registering.reasonForSkipping)"))
struct DjangoRegistrarTests {
    /// A registrar with the provider `django`, and its issuer.
    private func withRegistrar(_ body: (Registrar, _ issuer: String) async throws -> Void) async throws {
        try await OutboundClient.with { outbound in
            let server = try await DjangoServer.start(.registering, outbound: outbound)
            defer { server.stop() }
            let registrar = Registrar(
                store: try SQLiteClientStore.inMemory(),
                configuration: Registrar.Configuration(
                    sealer: SecretSealer(current: try SealingKey(id: "k", bytes: RandomBytes.generate(count: 32))),
                    network: SingleNetwork(outbound),
                    scopes: {
                        CatalogueScopes(
                            productScopes: ["payments": ["product_payments"]], planScopes: ["free": ["free_plan"]])
                    }))
            try await registrar.addProvider(
                Provider(
                    name: "django", address: server.issuer,
                    initialAccess: .clientCredentials(
                        id: server.registrarID, secret: Secret(server.registrarSecret), scopes: ["register_client"],
                        method: .basic)))
            try await body(registrar, server.issuer)
        }
    }

    @Test("The endpoint stands only in RFC 8414's document, and every update brings another registration access token")
    func wholeLife() async throws {
        try await withRegistrar { registrar, issuer in
            let profile = try #require(try await registrar.providers().first)
            #expect(profile.issuer == issuer)
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
    }

    @Test("Verifying tells what it leaves out: the scopes, the software, when the secret expires")
    func verification() async throws {
        try await withRegistrar { registrar, _ in
            let verification = try await registrar.verifyProvider("django", scopes: ["product_payments"])
            #expect(verification.isUsable)
            let members = verification.differences.map(\.member)
            #expect(members.contains("scope"))
            #expect(members.contains("software_id"))
            #expect(verification.warnings.contains(.secretExpiryMissing))
        }
    }
}
