import Foundation
import ServerTesting
import Testing
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

@Suite("Glewlwyd", .realServers)
struct GlewlwydTests {
    private let access = InitialAccess.clientCredentials(
        id: "registrar", secret: Secret("registrar-secret"), scopes: ["register_client"], method: .basic)

    /// One client for all tests of this suite, which lives as long as the process.
    private static let outbound = OutboundClients().client(deadline: .seconds(60))

    /// A registrar that reaches Glewlwyd over real HTTP.
    private func makeRegistrar(deadline: Duration = .seconds(60)) throws -> Registrar {
        var outbound = Self.outbound
        outbound.deadline = deadline
        return Registrar(
            store: try SQLiteClientStore.inMemory(),
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                network: SingleNetwork(outbound), scopes: { RegistrarFixture.catalogueScopes }))
    }

    /// The whole life of a client, with every departure from the RFCs on the way.
    private func lifeOfAClient(_ registrar: Registrar, address: String) async throws -> [IssuedCredential] {
        let profile = try await registrar.addProvider(
            Provider(name: "glewlwyd", driver: .glewlwyd, address: address, initialAccess: access))
        #expect(profile.registrationEndpoint.hasSuffix("/register"))
        let first = try await registrar.register(
            application: "Acme", product: "payments", plan: "free", provider: "glewlwyd")
        #expect(first.warnings.map(\.code) == ["scope_not_enforced"])
        let second = try await registrar.update(first.recordID, ClientChanges(plan: "gold"))
        #expect(second.warnings.map(\.code) == ["scope_not_enforced"])
        #expect(second.clientSecret != first.clientSecret)
        #expect(second.secretExpiresAt == 0)
        #expect(try await registrar.revealSecret(first.recordID).clientSecret == second.clientSecret)
        // The old registration access token is still good, since none came with the update.
        let third = try await registrar.update(first.recordID, ClientChanges(application: "Acme 3"))
        #expect(third.clientSecret != second.clientSecret)
        return [first, second, third]
    }

    @Test("200 for 201, mandatory redirect URIs, new secrets and old tokens in updates, an empty 200 for a deletion")
    func wholeLife() async throws {
        let server = GlewlwydServer()
        try await server.run { issuer in
            let registrar = try makeRegistrar()
            let credentials = try await lifeOfAClient(registrar, address: issuer)
            let last = try #require(credentials.last)
            #expect(server.secret(of: last.clientID) == last.clientSecret?.reveal())
            #expect(try await registrar.delete(last.recordID) == .deleted)
            #expect(server.secret(of: last.clientID) == nil)
        }
    }

    @Test("The well-known URL works as an address too, and a wrong secret is told apart from a wrong address")
    func addresses() async throws {
        try await GlewlwydServer().run { issuer in
            let registrar = try makeRegistrar()
            let address = issuer + "/.well-known/openid-configuration"
            try await registrar.addProvider(
                Provider(name: "a", driver: .glewlwyd, address: address, initialAccess: access))
            #expect(try await registrar.providers().map(\.issuer) == [issuer])
            let wrong = InitialAccess.clientCredentials(
                id: "registrar", secret: Secret("wrong"), scopes: [], method: .basic)
            await #expect(
                throws: RegistrationError.initialAccessFailed(
                    provider: "b",
                    .refused(endpoint: issuer + "/token", status: 403, error: nil, explanation: nil))
            ) {
                try await registrar.addProvider(
                    Provider(name: "b", driver: .glewlwyd, address: issuer, initialAccess: wrong))
            }
            do {
                try await registrar.addProvider(Provider(name: "c", address: issuer + "/nothing"))
                Issue.record("a provider without metadata was added")
            } catch let error as RegistrationError {
                guard case .discoveryFailed("c", .unavailable(_, let attempts)) = error else { throw error }
                let place = issuer + "/nothing/.well-known/openid-configuration"
                #expect(attempts.contains { $0.contains(place) && $0.contains("404") }, "\(attempts)")
            }
        }
    }

    @Test("An address where nobody listens is named in the error")
    func unreachable() async throws {
        let registrar = try makeRegistrar(deadline: .milliseconds(100))
        do {
            try await registrar.addProvider(Provider(name: "p", address: "http://127.0.0.1:1"))
            Issue.record("a provider that is not there was added")
        } catch {
            guard case .discoveryFailed("p", .unavailable(_, let attempts)) = error else { throw error }
            let place = "http://127.0.0.1:1/.well-known/openid-configuration"
            #expect(attempts.contains { $0.contains(place) }, "\(attempts)")
        }
    }

    @Test("A read shows the authentication method as an array and one more grant type")
    func reading() async throws {
        let stub = StubProvider()
        stub.answer(
            200,
            """
            {"client_id":"c","client_secret":"s","token_endpoint_auth_method":["client_secret_basic"],
             "grant_types":["client_credentials","authorization_code"],"redirect_uris":["https://client.invalid/callback"]}
            """)
        let client = DynamicRegistrationClient(transport: stub, driver: .glewlwyd)
        let response = try await client.read(
            ClientConfigurationEndpoint(clientID: "c", url: "https://idp.example/c", token: Secret("t")))
        #expect(response.tokenEndpointAuthMethods == ["client_secret_basic"])
        #expect(response.grantTypes == ["client_credentials", "authorization_code"])
        #expect(response.registrationAccessToken == nil)
    }

    @Test("An empty 403 at registration speaks of the scope that Glewlwyd demands")
    func emptyForbidden() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider(driver: .glewlwyd)
        fixture.provider.answer(403)
        do {
            _ = try await fixture.register()
            Issue.record("a refusal was taken for a success")
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            #expect(refusal.status == 403)
            #expect(refusal.hint?.contains("register_client") == true)
        }
    }
}
