import ServerTesting
import Testing
import TollgateCrypto

@testable import TollgateRegistrar

@Suite("Curity's driver", .realServers)
struct CurityTests {
    private let server = CurityServer()

    private func harness(_ origin: String) throws -> DriverHarness {
        let key = AssertionKey(keyID: "k1", privateKeyPEM: Secret(try RSAKeyPair.generate().privateKeyPEM))
        return try DriverHarness(
            .curity, address: origin + "/oauth/v2/oauth-anonymous/.well-known/openid-configuration",
            access: .clientCredentials(
                ClientCredentials(clientID: "registrar", authentication: .privateKey(key), scopes: ["dcr"])))
    }

    @Test("Each registration gets a token of its own")
    func singleUseTokens() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let curity = try harness(origin)
            let first = try await curity.register()
            let second = try await curity.register()
            #expect(first.clientID != second.clientID)
            #expect(Set(server.seenAssertions).count == 2)
        }
    }

    @Test("A read and an update bring a new secret and a new registration access token, which are used from then on")
    func everythingRotates() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let curity = try harness(origin)
            let first = try await curity.register()
            #expect(first.registrationAccessTokenExpiresIn == 31_536_000)
            let second = try await curity.client.read(curity.endpoint(first))
            #expect(second.clientSecret != first.clientSecret)
            #expect(second.registrationAccessToken != first.registrationAccessToken)
            let third = try await curity.rotate(second)
            #expect(third.clientSecret != second.clientSecret)
            #expect(server.clients[third.clientID]?.secret == third.clientSecret?.reveal())
            let stale = try await curity.endpoint(second)
            #expect(await refusalCode { try await curity.client.delete(stale) } == "registration_refused")
            #expect(try await curity.client.delete(curity.endpoint(third)) == .deleted)
        }
    }

    @Test("The driver knows that a mere read changes the credential")
    func readingIsNotHarmless() {
        #expect(ProviderDriver.builtIn.filter(\.readRotatesCredentials).map(\.name) == ["curity"])
    }
}
