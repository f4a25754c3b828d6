import ServerTesting
import Testing
import TollgateCrypto
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

@Suite(
    "The registrar meets the departures of a real Glewlwyd", .realServers,
    .enabled(if: GlewlwydServer.isInstalled, "\(GlewlwydServer.reasonForSkipping)"))
struct GlewlwydRegistrarTests {
    @Test("An update brings a new secret, the old registration token stays good, and a deleted client gets no token")
    func wholeLife() async throws {
        try await OutboundClient.with { client in
            let server = try await GlewlwydServer.start(outbound: client)
            defer { server.stop() }
            let registrar = Registrar(
                store: try SQLiteClientStore.inMemory(),
                configuration: Registrar.Configuration(
                    sealer: SecretSealer(current: try SealingKey(id: "k", bytes: RandomBytes.generate(count: 32))),
                    network: SingleNetwork(client),
                    scopes: {
                        CatalogueScopes(
                            productScopes: ["payments": ["product_payments"]],
                            planScopes: ["free": ["free_plan"], "gold": ["gold_plan"]])
                    }))
            let profile = try await registrar.addProvider(
                Provider(
                    name: "glewlwyd", driver: .glewlwyd, address: server.issuer,
                    initialAccess: .clientCredentials(
                        id: server.registrarID, secret: Secret(server.registrarSecret), scopes: ["register_client"],
                        method: .basic)))
            let endpoint = try #require(profile.tokenEndpoint)
            func token(_ credential: IssuedCredential) async throws -> TokenResponse {
                try await ClientCredentialsClient(transport: client).token(
                    for: TokenRequest(
                        endpoint: endpoint, clientID: credential.clientID,
                        clientSecret: try #require(credential.clientSecret), scopes: credential.scopes))
            }

            let first = try await registrar.register(
                application: "Acme", product: "payments", plan: "free", provider: "glewlwyd")
            _ = try await token(first)
            let second = try await registrar.update(first.recordID, ClientChanges(plan: "gold"))
            #expect(second.clientID == first.clientID)
            #expect(second.clientSecret != first.clientSecret)
            let granted = try await token(second).scopes
            let scopes = try #require(granted)
            #expect(Set(scopes) == ["product_payments", "gold_plan"])
            await #expect(throws: TokenError.self) { _ = try await token(first) }
            let third = try await registrar.update(first.recordID, ClientChanges(application: "Acme 3"))
            let outcome = try await registrar.delete(first.recordID)
            #expect(outcome == .deleted)
            await #expect(throws: TokenError.self) { _ = try await token(third) }
        }
    }
}
