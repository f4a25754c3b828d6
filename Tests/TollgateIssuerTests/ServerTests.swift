import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import ServerTesting
import Synchronization
import Testing
import TollgateIssuer

@Suite("The issuer as a server", .realServers)
struct ServerTests {
    @Test("A server on a port of the system's choice names itself after that port")
    func portOfTheSystem() async throws {
        let issuer = try EmbeddedIssuer(configuration: TestIssuer.configuration { $0.initialAccessToken = nil })
        let told = Mutex<Int?>(nil)
        let app = try issuer.makeApplication(port: 0) { port in told.withLock { $0 = port } }
        try await app.test(.live) { client in
            let port = try #require(client.port)
            #expect(told.withLock { $0 } == port)
            #expect(issuer.issuer == "http://127.0.0.1:\(port)/realms/DCR")
            let registered = try await Reply(
                client.execute(
                    uri: TestIssuer.clientsPath, method: .post, headers: [.contentType: "application/json"],
                    body: ByteBuffer(string: #"{"grant_types":["client_credentials"]}"#)
                ) { $0 })
            let id = try #require(registered.text("client_id"))
            let secret = try #require(registered.text("client_secret"))
            let reply = try await Reply(
                client.execute(
                    uri: TestIssuer.tokenPath, method: .post,
                    headers: [.contentType: TestIssuer.formType, .authorization: TestIssuer.basic(id, secret)],
                    body: ByteBuffer(string: "grant_type=client_credentials")
                ) { $0 })
            let token = try DecodedToken(reply.text("access_token"))
            #expect(token.text("iss") == issuer.issuer)
            #expect(token.text("clientAddress") == "127.0.0.1")
            #expect(token.text("clientHost") == "127.0.0.1")
            #expect(try #require(token.number("iat")) > 1_700_000_000)
        }
    }

    @Test("A configured base URL stays, whatever the server listens on")
    func configuredBaseURL() async throws {
        let configuration = TestIssuer.configuration { $0.baseURL = "https://login.example.com/" }
        let issuer = try EmbeddedIssuer(configuration: configuration)
        try await issuer.makeApplication().test(.live) { _ in
            #expect(issuer.issuer == "https://login.example.com/realms/DCR")
        }
    }

    @Test(
        "The issuer is named after the host, and localhost where the host means every address",
        arguments: [("0.0.0.0", "localhost"), ("::", "localhost"), ("::1", "[::1]"), ("localhost", "localhost")])
    func hostNames(host: String, name: String) throws {
        let issuer = try EmbeddedIssuer(configuration: TestIssuer.configuration())
        _ = try issuer.makeApplication(host: host, port: 9999)
        #expect(issuer.issuer == "http://\(name):9999/realms/DCR")
    }

    @Test("The routes can stand beside others, in a router with another context")
    func foreignRouter() async throws {
        let issuer = try EmbeddedIssuer(configuration: TestIssuer.configuration())
        let router = Router()
        router.get("health") { _, _ in "ok" }
        issuer.addRoutes(to: router)
        try await Application(router: router).test(.router) { client in
            let health = try await client.execute(uri: "/health", method: .get) { $0 }
            let keys = try await client.execute(uri: TestIssuer.keysPath, method: .get) { $0 }
            #expect(health.status == .ok)
            #expect(keys.status == .ok)
        }
    }
}
