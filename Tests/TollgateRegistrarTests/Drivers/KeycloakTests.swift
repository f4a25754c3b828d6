import ServerTesting
import Testing

@testable import TollgateRegistrar

@Suite("Keycloak's driver", .realServers)
struct KeycloakTests {
    private let server = KeycloakServer()

    private func harness(_ origin: String, token: String = "iat") throws -> DriverHarness {
        try DriverHarness(.keycloak, address: origin + "/realms/portal", access: .token(Secret(token)))
    }

    @Test("The registration access token of each answer is good once, and the next one is used")
    func rotatingTokens() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let keycloak = try harness(origin)
            let first = try await keycloak.register()
            // One grant type more is Keycloak's habit and no cause for a warning; scopes that are gone are.
            #expect(keycloak.granted(first).warnings.map(\.code) == ["default_scopes_withheld"])
            #expect(keycloak.granted(first).shortfall == nil)
            let second = try await keycloak.client.read(keycloak.endpoint(first))
            #expect(second.registrationAccessToken != first.registrationAccessToken)
            var gold = DriverHarness.backend
            gold.scopes = ["product_payments", "gold_plan"]
            let third = try await keycloak.update(second, to: gold)
            #expect(third.scopes == ["product_payments", "gold_plan"])
            let stale = try await keycloak.refusal { try await keycloak.client.read(keycloak.endpoint(first)) }
            #expect(stale?.status == 401)
            #expect(try await keycloak.client.delete(keycloak.endpoint(third)) == .deleted)
            #expect(server.clients.all.isEmpty)
        }
    }

    @Test("A scope that is no client scope is told apart from an initial access token without the right")
    func unknownScope() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let keycloak = try harness(origin)
            var metadata = DriverHarness.backend
            metadata.scopes = ["platinum_plan"]
            let refusal = try await keycloak.refusal { try await keycloak.register(metadata) }
            #expect(refusal?.error == "insufficient_scope")
            #expect(refusal?.hint?.contains("Optional") == true)
        }
    }

    @Test("An initial access token whose count is used up is refused with the way out")
    func exhaustedToken() async throws {
        try await ScriptedServer(provider: KeycloakServer(registrations: 1)).run { origin in
            let keycloak = try harness(origin)
            _ = try await keycloak.register()
            let refusal = try await keycloak.refusal { try await keycloak.register() }
            #expect(refusal?.status == 401)
            #expect(refusal?.hint?.contains("count is used up") == true)
        }
    }

    @Test("`openid` is no client scope and is not registered, and a client that names no scope gets the realm's own")
    func scopes() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let keycloak = try harness(origin)
            var metadata = DriverHarness.backend
            metadata.scopes = ["openid", "product_payments"]
            let named = try await keycloak.register(metadata)
            #expect(named.scopes == ["product_payments"])
            #expect(keycloak.granted(named, asked: metadata).shortfall == nil)
            metadata.scopes = []
            let unnamed = try await keycloak.register(metadata)
            #expect(unnamed.scopes == ["basic", "roles", "web-origins"])
            #expect(
                !keycloak.granted(unnamed, asked: metadata).warnings.map(\.code).contains("default_scopes_withheld"))
        }
    }

    @Test("Where a policy renews secrets with an update, the new one and its end are taken over")
    func rotationPolicy() async throws {
        try await ScriptedServer(provider: KeycloakServer(rotatesSecrets: true)).run { origin in
            let keycloak = try harness(origin)
            let first = try await keycloak.register()
            let second = try await keycloak.update(first)
            #expect(second.clientSecret != first.clientSecret)
            #expect(second.secretExpiresAt == 1_900_000_000)
        }
    }

    @Test("A client that stays under the policies for anonymous access is told apart from a wrong token")
    func anonymousPolicies() async throws {
        try await ScriptedServer(provider: KeycloakServer(trustsHost: false)).run { origin in
            let keycloak = try harness(origin)
            let client = try await keycloak.register()
            let refusal = try await keycloak.refusal { try await keycloak.client.read(keycloak.endpoint(client)) }
            #expect(refusal?.status == 403)
            #expect(refusal?.hint?.contains("Trusted Hosts") == true)
        }
    }

    @Test("Keycloak has no way to renew a secret, which is said without asking it")
    func noRotation() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let keycloak = try harness(origin)
            let client = try await keycloak.register()
            await #expect(
                throws: RegistrationError.rotationUnsupported(clientID: client.clientID, driver: "Keycloak")
            ) { try await keycloak.rotate(client) }
            #expect(server.clients[client.clientID]?.token == client.registrationAccessToken?.reveal())
        }
    }
}
