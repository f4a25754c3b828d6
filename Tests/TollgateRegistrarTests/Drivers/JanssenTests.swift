import ServerTesting
import Testing

@testable import TollgateRegistrar

@Suite("Gluu's and Janssen's driver", .realServers)
struct JanssenTests {
    private let server = JanssenServer()

    @Test("The URL with its query is used as it came, and the secret's expiry is kept")
    func wholeLife() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let janssen = try DriverHarness(.janssen, address: origin)
            let first = try await janssen.register()
            #expect(janssen.granted(first).shortfall == nil)
            #expect(first.secretExpiresAt == JanssenServer.expiry)
            #expect(first.members["access_token_signing_alg"] == .string("RS256"))
            #expect(try await janssen.endpoint(first).url.hasSuffix("/register?client_id=" + first.clientID))
            let second = try await janssen.update(first)
            #expect(second.clientSecret == first.clientSecret)
            #expect(try await janssen.client.delete(janssen.endpoint(second)) == .deleted)
            let gone = try await janssen.refusal { try await janssen.client.read(janssen.endpoint(second)) }
            #expect(gone?.explanation?.contains("Unable to find the client") == true)
        }
    }

    @Test("A scope that was dropped without a word is a shortfall that says where to allow it")
    func droppedScope() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let janssen = try DriverHarness(.janssen, address: origin)
            var gold = DriverHarness.backend
            gold.scopes = ["product_payments", "gold_plan"]
            let shortfall = try #require(janssen.granted(try await janssen.register(gold), asked: gold).shortfall)
            #expect(shortfall.granted == ["product_payments"])
            #expect(shortfall.member == "scope")
            #expect(shortfall.asked.contains("gold_plan"))
            #expect(shortfall.hint == ProviderDriver.janssen.scopeHint)
        }
    }

    @Test("A new secret is not to be had")
    func noRotation() async throws {
        try await ScriptedServer(provider: server).run { origin in
            let janssen = try DriverHarness(.janssen, address: origin)
            let client = try await janssen.register()
            #expect(await refusalCode { try await janssen.rotate(client) } == "rotation_unsupported")
        }
    }
}
