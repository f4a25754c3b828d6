import Foundation
import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateConcurrency
import TollgateConfiguration
import TollgateOutbound
import TollgateTesting

@testable import TollgateCLI

@Suite("A gateway's quotas outlive it", .realServers, .timeLimit(.minutes(5)))
struct LimitStateTests {
    /// A configuration without an upstream: what the gate lets in is answered with 502.
    private func yaml(_ state: String) -> String {
        """
        issuers: { portal: { issuer: "\(TestCatalogue.issuer)", profile: keycloak, audiences: any } }
        policies: { access: { allow: [{ api: payments }] }, limits: { quota: 3/1d } }
        products: { payments: { scopes: [product_payments], policies: [access] } }
        plans: { free: { scopes: [free_plan], policies: [limits] } }
        apis: { payments: { listen_path: /payment-api/, upstream: "http://127.0.0.1:9/", issuers: [portal] } }
        gateway: { listen: 127.0.0.1:0\(state) }
        """
    }

    /// How so many requests are answered by a gateway that is started for them and ended after them.
    private func answers(_ count: Int, _ yaml: String, in folder: TemporaryFolder) async throws -> [Int] {
        let forge = try TokenForge.shared.get()
        let gateway = Gateway(
            configuration: try Configuration(yaml: yaml, file: folder.path + "/tollgate.yaml"), logger: .silent)
        gateway.gate.keys.install(
            try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: gateway.gate.catalogue.issuerSlots[0],
            at: .now())
        let token = forge.token(payload: TokenClaims(now: Instant.now().unixSeconds).json)
        let answers = Answers()
        try await LoopbackServer.run(gateway) { url in
            try await OutboundClient.with { client in
                for _ in 0..<count {
                    let response = try await client.send(
                        OutboundRequest(url: url + "/payment-api/get", headers: [("Authorization", "Bearer \(token)")]))
                    answers.add(response.status)
                }
            }
        }
        return answers.all
    }

    private final class Answers: Sendable {
        private let statuses = Lock<[Int]>([])
        var all: [Int] { statuses.withLock { $0 } }
        func add(_ status: Int) { statuses.withLock { $0.append(status) } }
    }

    @Test("With a state file the next gateway goes on counting, without one it begins anew")
    func goesOn() async throws {
        let folder = try TemporaryFolder()
        let kept = yaml(", state: { file: limits, flush_interval: 1h }")
        #expect(try await answers(2, kept, in: folder) == [502, 502])
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/limits")[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try await answers(2, kept, in: folder) == [502, 429])
        #expect(try await answers(1, kept, in: folder) == [429])
        #expect(try await answers(1, yaml(""), in: folder) == [502])
    }

    @Test("A state file that cannot be used does not keep the gateway from starting, and is replaced")
    func ignoresWhatItCannotUse() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/limits"
        try Data("no quotas".utf8).write(to: URL(fileURLWithPath: path))
        let kept = yaml(", state: { file: limits }")
        #expect(try await answers(3, kept, in: folder) == [502, 502, 502])
        #expect(try await answers(1, kept, in: folder) == [429])
    }
}
