import HTTPTypes
import HostileAnswers
import ServerTesting
import Synchronization
import Testing
import TollgateCatalogue

@testable import TollgateOutbound

@Suite("What a server says where metadata should be", .realServers)
struct DiscoveryWordsTests {
    /// What is said of an issuer whose server answers everything with this.
    private func failure(status: Int, _ body: String) async throws -> String {
        let clients = OutboundClients(environment: [:])
        let client = clients.client(for: ConnectionSettings())
        let failures = Mutex("")
        try await HostileServer.run { _ in
            HostileServer.json(body, status: .init(code: status))
        } _: { origin in
            do throws(DiscoveryError) {
                _ = try await Discovery(client: client).metadata(issuer: origin)
            } catch {
                failures.withLock { $0 = error.description }
            }
        }
        try await clients.shutdown()
        return failures.withLock { $0 }
    }

    @Test("A refusal in JSON is quoted beside its status, short and with nothing that is not visible (akb 635)")
    func words() async throws {
        let short = try await failure(status: 404, #"{"error":"Realm does not exist"}"#)
        #expect(short.contains(#"/.well-known/openid-configuration (status 404: {"error":"Realm does not exist"})"#))
        let long = try await failure(status: 403, "{\"e\":\"\u{1B}[2J\n" + String(repeating: "x", count: 5_000) + "\"}")
        #expect(long.contains(#"(status 403: {"e":"\u{1B}[2J\u{A}xxx"#))
        #expect(long.utf8.count < 1_000)
    }

    @Test("A page for people is not")
    func pages() async throws {
        #expect(try await failure(status: 404, "<html>not here</html>").contains("(status 404)"))
    }
}
