import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateRegistrar

@Suite("Gravitee AM's driver", .realServers)
struct GraviteeTests {
    private let server = GraviteeServer()

    private func harness(_ origin: String, scopes: [String] = ["dcr_admin"]) throws -> DriverHarness {
        try DriverHarness(
            .graviteeAM, address: origin + "/portal/oidc/.well-known/openid-configuration",
            access: .clientCredentials(id: "apim", secret: Secret("s"), scopes: scopes, method: .basic))
    }

    @Test("A client without redirect URIs says so, and each write brings the token that is good next")
    func wholeLife() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let gravitee = try harness(origin)
            let first = try await gravitee.register()
            #expect(gravitee.granted(first).shortfall == nil)
            // A missing expiry is this provider's habit.
            #expect(gravitee.granted(first).warnings.isEmpty)
            let read = try await gravitee.client.read(gravitee.endpoint(first))
            #expect(read.registrationAccessToken == nil)
            let second = try await gravitee.update(first)
            #expect(second.registrationAccessToken != first.registrationAccessToken)
            let stale = try await gravitee.refusal { try await gravitee.client.read(gravitee.endpoint(first)) }
            #expect(stale?.status == 403)
            #expect(stale?.hint?.contains("not the newest") == true)
            let third = try await gravitee.rotate(second)
            #expect(third.clientSecret != second.clientSecret)
            #expect(server.clients[third.clientID]?.secret == third.clientSecret?.reveal())
            #expect(try await gravitee.client.delete(gravitee.endpoint(third)) == .deleted)
            #expect(try await gravitee.client.delete(gravitee.endpoint(third)) == .gone)
        }
    }

    @Test("`dcr_admin` may be a default scope of the registrar's application, which then asks for none")
    func defaultScope() async throws {
        try await ScriptedServer(provider: GraviteeServer(hasDefaultScope: true)).run { origin in
            let gravitee = try harness(origin, scopes: [])
            #expect(try await gravitee.register().clientID.isEmpty == false)
        }
    }

    @Test("Secrets are renewed where the metadata says, at whatever provider, unless that is another origin")
    func advertisedRenewal() async throws {
        let moved = GraviteeServer(renewal: "/:client_id/new")
        try await ScriptedServer(provider: moved).run { origin in
            for driver in [ProviderDriver.graviteeAM, .other] {
                let registrar = try harness(origin).registrar
                try await registrar.addProvider(
                    Provider(
                        name: "am", driver: driver,
                        address: origin + "/portal/oidc/.well-known/openid-configuration",
                        initialAccess: .clientCredentials(
                            id: "apim", secret: Secret("s"), scopes: ["dcr_admin"], method: .basic)))
                let web = ClientType(
                    name: "web", displayName: "Web", description: "", responseTypes: [.code],
                    grantTypes: [.authorizationCode], tokenEndpointAuthMethod: .clientSecretBasic)
                let client = try await registrar.register(
                    application: "Acme", product: "payments", plan: "free", clientType: web,
                    redirectURIs: ["https://a.example/cb"], provider: "am")
                let renewed = try await registrar.rotateSecret(client.recordID)
                #expect(renewed.clientSecret != client.clientSecret)
                #expect(moved.clients[client.clientID]?.secret == renewed.clientSecret?.reveal())
            }
        }
        let profile = ProviderProfile(
            name: "am", driver: "gravitee_am", issuer: "https://am.example",
            registrationEndpoint: "https://am.example/r",
            tokenEndpoint: nil, renewSecretEndpoint: "https://evil.example/:client_id")
        let client = ClientConfigurationEndpoint(clientID: "a", url: "https://am.example/r/a", token: Secret("t"))
        #expect(ProviderDriver.graviteeAM.renewing(at: profile, for: client) == .graviteeAM)
    }

    @Test("Default scopes in the place of those that were asked for are a shortfall")
    func replacedScopes() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let gravitee = try harness(origin)
            var metadata = DriverHarness.backend
            metadata.scopes = ["platinum_plan"]
            let granted = gravitee.granted(try await gravitee.register(metadata), asked: metadata)
            #expect(granted.shortfall?.granted == ["default_scope"])
            #expect(granted.shortfall?.hint == ProviderDriver.graviteeAM.scopeHint)
        }
    }

    @Test("Without the scope dcr_admin the refusal says where to add it")
    func missingScope() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let gravitee = try harness(origin, scopes: [])
            let refusal = try await gravitee.refusal { try await gravitee.register() }
            #expect(refusal?.error == "insufficient_scope")
            #expect(refusal?.hint?.contains("dcr_admin") == true)
        }
    }

    @Test("The operator's own URL for renewing secrets takes the client's identifier, at the client's origin only")
    func rotationTemplate() {
        let endpoint = ClientConfigurationEndpoint(
            clientID: "a/b", url: "https://am.example/d/oidc/register/a", token: Secret("t"))
        let gravitee = RotationRequest(urlTemplate: "https://am.example/d/oidc/register/{#client_id}/renew_secret")
        #expect(gravitee.url(for: endpoint) == "https://am.example/d/oidc/register/a%2Fb/renew_secret")
        #expect(RotationRequest(urlTemplate: "https://evil.example/{client_id}").url(for: endpoint) == nil)
        #expect(RotationRequest(method: "GET", urlTemplate: "https://am.example/x").defect?.contains("POST") == true)
        #expect(RotationRequest(urlTemplate: "renew").defect != nil)
        #expect(gravitee.defect == nil)
    }
}
