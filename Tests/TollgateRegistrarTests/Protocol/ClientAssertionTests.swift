import Foundation
import Testing
import TollgateCrypto
import TollgateOutbound

@testable import TollgateRegistrar

@Suite("Client assertions (RFC 7523)")
struct ClientAssertionTests {
    private static let now: Int64 = 1_700_000_000

    private func decoded(_ part: Substring) throws -> [String: JSONValue] {
        var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        let data = try #require(Data(base64Encoded: text))
        return try #require(JSONValue(parsing: Array(data))?.object)
    }

    @Test("An assertion names the client twice, the token endpoint, a number used once and an end within a minute")
    func claims() async throws {
        let pair = try RSAKeyPair.generate()
        let provider = StubProvider()
        let client = ClientCredentialsClient(transport: provider, now: { Self.now })
        let key = AssertionKey(keyID: "key-1", privateKeyPEM: Secret(pair.privateKeyPEM))
        let request = TokenRequest(
            endpoint: StubProvider.tokenEndpoint,
            credentials: ClientCredentials(
                clientID: "registrar", authentication: .privateKey(key), scopes: ["dcr"],
                parameters: ["audience": "https://api.example"]))
        var assertions: [String] = []
        for _ in 0..<2 {
            provider.answer(200, #"{"access_token":"t","token_type":"bearer"}"#)
            _ = try await client.token(for: request)
            let body = String(decoding: try #require(provider.requests.last?.body), as: UTF8.self)
            let fields = Dictionary(
                uniqueKeysWithValues: body.split(separator: "&").map { field in
                    let parts = field.split(separator: "=", omittingEmptySubsequences: false)
                    return (String(parts[0]), parts[1].removingPercentEncoding ?? "")
                })
            #expect(fields["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            #expect(fields["client_id"] == "registrar")
            #expect(fields["audience"] == "https://api.example")
            #expect(fields["client_secret"] == nil)
            assertions.append(try #require(fields["client_assertion"]))
        }
        #expect(provider.requests.allSatisfy { !$0.headers.contains { $0.name == "Authorization" } })
        let parts = assertions[0].split(separator: ".")
        let header = try decoded(parts[0])
        #expect(header["alg"] == .string("RS256"))
        #expect(header["kid"] == .string("key-1"))
        let claims = try decoded(parts[1])
        #expect(claims["iss"] == .string("registrar"))
        #expect(claims["sub"] == .string("registrar"))
        #expect(claims["aud"] == .string(StubProvider.tokenEndpoint))
        #expect(claims["iat"] == .integer(Self.now))
        #expect(claims["exp"] == .integer(Self.now + 60))
        let later = try decoded(assertions[1].split(separator: ".")[1])
        #expect(claims["jti"] != later["jti"])
    }

    @Test("A key that cannot sign is noticed before the provider is asked, and its text is not shown")
    func badKey() async throws {
        let key = AssertionKey(keyID: "key-1", privateKeyPEM: Secret("-----BEGIN canary-----"))
        let credentials = ClientCredentials(clientID: "registrar", authentication: .privateKey(key))
        #expect(InitialAccess.clientCredentials(credentials).defect?.contains("key-1") == true)
        let provider = StubProvider()
        do {
            _ = try await ClientCredentialsClient(transport: provider).token(
                for: TokenRequest(endpoint: StubProvider.tokenEndpoint, credentials: credentials))
            Issue.record("a token was obtained with a key that is none")
        } catch {
            #expect(error.code == "client_assertion_unsigned")
            #expect(!"\(error) \(credentials)".contains("canary"))
        }
        #expect(provider.requests.isEmpty)
    }

    @Test("Every kind of initial access comes out of its seal as it went in")
    func sealing() throws {
        let key = AssertionKey(keyID: "key-1", privateKeyPEM: Secret("pem"))
        let kinds: [InitialAccess] = [
            .none, .token(Secret("t")), .headers([SecretHeader(name: "X-Key", value: Secret("v"))]),
            .clientCredentials(id: "a", secret: Secret("s"), scopes: ["dcr_admin"], method: .post),
            .clientCredentials(
                ClientCredentials(
                    clientID: "a", authentication: .privateKey(key), scopes: [], parameters: ["audience": "b"])),
        ]
        for kind in kinds { #expect(InitialAccess(plaintext: kind.plaintext) == kind) }
        #expect(InitialAccess(plaintext: Secret(#"{"kind":"client_credentials","id":"a","method":"mtls"}"#)) == nil)
    }
}
