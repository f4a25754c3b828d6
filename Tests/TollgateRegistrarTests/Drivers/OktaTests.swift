import ServerTesting
import Testing
import TollgateCatalogue
import TollgateSQLite

@testable import TollgateRegistrar

@Suite("Okta's driver", .realServers)
struct OktaTests {
    private let server = OktaServer()

    private func harness(_ origin: String, token: String = "api-token") throws -> DriverHarness {
        try DriverHarness(.okta, address: origin + "/oauth2/default", access: .token(Secret(token)))
    }

    @Test("A client is registered, changed, rotated and deleted with the API token, at the organisation's origin")
    func wholeLife() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let okta = try harness(origin)
            let first = try await okta.register()
            #expect(first.registrationAccessToken == nil)
            #expect(okta.granted(first).shortfall == nil)
            // There is something to manage the client with; that its scopes are Okta's business is said.
            #expect(okta.granted(first).warnings.map(\.code) == ["scope_not_enforced"])
            #expect(try await okta.endpoint(first).url == origin + "/oauth2/v1/clients/" + first.clientID)
            var renamed = DriverHarness.backend
            renamed.clientName = "Acme 2"
            let second = try await okta.update(first, to: renamed)
            #expect(second.members["client_name"] == .string("Acme 2"))
            #expect(second.members["consent_method"] == .string("REQUIRED"))
            // A secret is shown when it is made, and never again.
            #expect(try await okta.client.read(okta.endpoint(second)).clientSecret == nil)
            let third = try await okta.rotate(second)
            #expect(third.clientSecret != first.clientSecret)
            #expect(server.clients[first.clientID]?.secret == third.clientSecret?.reveal())
            #expect(try await okta.client.delete(okta.endpoint(third)) == .deleted)
            // Okta answers 401 invalid_client where there is no such client.
            #expect(try await okta.client.delete(okta.endpoint(third)) == .gone)
        }
    }

    @Test("A deletion with a wrong API token is not taken for a client that is gone")
    func wrongTokenIsNotGone() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let client = try await harness(origin).register()
            let stranger = try harness(origin, token: "another")
            // The deletion can be repeated with a better one.
            #expect(
                await refusalCode {
                    try await stranger.client.delete(stranger.endpoint(client))
                } == "registration_refused")
            let refusal = try await stranger.refusal { try await stranger.register() }
            #expect(refusal?.error == "E0000011")
            #expect(refusal?.hint?.contains("API token") == true)
            #expect(refusal?.description.contains("another") == false)
        }
    }

    @Test("A name that is taken is told with what to do, and a secret of nobody with Okta's own words")
    func refusals() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let okta = try harness(origin)
            let client = try await okta.register()
            let taken = try await okta.refusal { try await okta.register() }
            #expect(taken?.hint?.contains("unique") == true)
            _ = try await okta.client.delete(okta.endpoint(client))
            let gone = try await okta.refusal { try await okta.rotate(client) }
            #expect(gone?.status == 404)
            #expect(gone?.error == "E0000007")
        }
    }

    @Test("Two applications of one name, and two clients of one application, have names of their own")
    func names() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let types = ApplicationTypePolicy().clientTypes
            let registrar = Registrar(
                store: try SQLiteClientStore.inMemory(),
                configuration: Registrar.Configuration(
                    sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                    network: SingleNetwork(DriverHarness.outbound), scopes: { RegistrarFixture.catalogueScopes },
                    clientTypes: types))
            try await registrar.addProvider(
                Provider(
                    name: "okta", driver: .okta, address: origin + "/oauth2/default",
                    initialAccess: .token(Secret("api-token"))))
            try await registrar.offer(
                ProductOffer(product: "payments", provider: "okta", approvesAutomatically: true))
            for _ in 0..<2 {
                let application = try await registrar.createApplication(name: "Acme", owner: "ann")
                for (type, uris) in [("backend", []), ("web", ["https://a.example/cb"])] {
                    let request = try await registrar.requestAccess(
                        application: application.id, product: "payments", plan: "free", clientType: type,
                        redirectURIs: uris)
                    #expect(request.state.client != nil)
                }
            }
            let names = server.clients.all.compactMap { $0.members["client_name"]?.string }
            #expect(Set(names).count == 4)
            #expect(names.allSatisfy { $0.hasPrefix("Acme (") })
        }
    }

    @Test("The application type of a client stays, and a change that leaves a setting out is refused")
    func updates() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let okta = try harness(origin)
            let client = try await okta.register()
            var native = DriverHarness.backend
            native.grantTypes = [.authorizationCode]
            native.applicationType = .native
            let changed = try await okta.refusal { try await okta.update(client, to: native) }
            #expect(changed?.explanation == "The application type cannot be changed.")
            var forgetful = client
            forgetful.members["consent_method"] = nil
            let sent = forgetful
            let missing = try await okta.refusal { try await okta.update(sent) }
            #expect(missing?.explanation == "A setting is missing.")
        }
    }

    @Test(
        "The application type follows from the grants",
        arguments: [
            (ClientMetadata(clientName: "a", grantTypes: [.clientCredentials]), .service),
            (ClientMetadata(clientName: "a", grantTypes: [.authorizationCode], applicationType: .native), .native),
            (ClientMetadata(clientName: "a", grantTypes: [.authorizationCode], applicationType: .web), .web),
            (
                ClientMetadata(
                    clientName: "a", grantTypes: [.authorizationCode], tokenEndpointAuthMethod: .none,
                    applicationType: .web), .browser
            ),
            (
                ClientMetadata(clientName: "a", grantTypes: [.authorizationCode], applicationType: .browser),
                .browser
            ),
            (ClientMetadata(clientName: "a", grantTypes: [.password], applicationType: .service), .service),
        ] as [(ClientMetadata, RegisteredApplicationType)])
    func applicationTypes(metadata: ClientMetadata, word: RegisteredApplicationType) {
        #expect(ProviderDriver.okta.adapted(metadata).applicationType == word)
    }
}
