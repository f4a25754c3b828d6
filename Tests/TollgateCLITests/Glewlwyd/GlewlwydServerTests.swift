import Foundation
import ServerTesting
import Testing
import Tollgate
import TollgateEncoding
import TollgateOutbound
import TollgateRegistrar

@Suite(
    "A real Glewlwyd can be started, rotated and stopped", .realServers,
    .enabled(if: GlewlwydServer.isInstalled, "\(GlewlwydServer.reasonForSkipping)"))
struct GlewlwydServerTests {
    /// One client for all tests of this suite, which lives as long as the process.
    private static let outbound = OutboundClients().client(deadline: .seconds(60))

    @Test(
        "It publishes its keys, old ones too, issues the registrar's token, and ends when told", .timeLimit(.minutes(5))
    )
    func wholeLife() async throws {
        let server = try await GlewlwydServer.start(outbound: Self.outbound)
        defer { server.stop() }
        let metadata = try await members("\(server.issuer)/.well-known/openid-configuration")
        #expect(metadata["issuer"]?.string == server.issuer)
        let keySetURL = try #require(metadata["jwks_uri"]?.string)
        let tokenURL = try #require(metadata["token_endpoint"]?.string)

        #expect(try await keyIDs(keySetURL) == ["glewlwyd-key-1"])
        #expect(try await keyIDOfToken(from: tokenURL, of: server) == "glewlwyd-key-1")
        try await server.rotateKeys()
        #expect(try await keyIDs(keySetURL) == ["glewlwyd-key-1", "glewlwyd-key-2"])
        #expect(try await keyIDOfToken(from: tokenURL, of: server) == "glewlwyd-key-2")

        server.stop()
        server.stop()
        #expect(kill(server.processID, 0) == -1)
        await #expect(throws: OutboundError.self) {
            try await Self.outbound.send(OutboundRequest(url: keySetURL))
        }
    }

    private func members(_ url: String) async throws -> [String: JSONValue] {
        let response = try await Self.outbound.send(OutboundRequest(url: url))
        #expect(response.status == 200)
        return try #require(JSONValue(parsing: response.body)?.object)
    }

    private func keyIDs(_ url: String) async throws -> [String] {
        guard case .array(let keys) = try await members(url)["keys"] else { return [] }
        return keys.compactMap { $0.object?["kid"]?.string }.sorted()
    }

    /// The key that signed an initial access token issued now.
    private func keyIDOfToken(from url: String, of server: GlewlwydServer) async throws -> String? {
        let basic = Data("\(server.registrarID):\(server.registrarSecret)".utf8).base64EncodedString()
        let response = try await Self.outbound.send(
            OutboundRequest(
                method: "POST", url: url,
                headers: [
                    ("Authorization", "Basic \(basic)"), ("Content-Type", "application/x-www-form-urlencoded"),
                ],
                body: Array("grant_type=client_credentials&scope=register_client".utf8)))
        #expect(response.status == 200)
        let token = try #require(JSONValue(parsing: response.body)?.object?["access_token"]?.string)
        let header = try #require(Base64URL.decode(token.prefix { $0 != "." }))
        return JSONValue(parsing: header)?.object?["kid"]?.string
    }
}
