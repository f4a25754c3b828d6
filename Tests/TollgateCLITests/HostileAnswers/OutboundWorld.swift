import HostileAnswers
import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@testable import TollgateCLI

/// A server that answers with bytes of a test's choice, a gateway in front of it, and clients.
struct OutboundWorld: Sendable {
    /// The URL of the server, without a slash at its end.
    let base: String
    /// That of the gateway, whose one API lets everybody in.
    let gateway: String
    let clients: OutboundClients
    let network: OutboundNetwork

    var client: OutboundClient { clients.client() }

    /// Runs `body` in a world.
    ///
    /// - Parameters:
    ///   - answer: The server's answer to the request with this number, of a server at this URL.
    ///   - body: The test.
    /// - Throws: What `body` throws.
    static func run(
        answering answer: @escaping @Sendable (_ number: Int, _ base: String) -> RawAnswer,
        _ body: @escaping @Sendable (OutboundWorld) async throws -> Void
    ) async throws {
        let port = try await RawServer.start { head in
            // A proxy is asked for other hosts.
            let host = head.firstMatch(of: #/(?i)\r\nhost: *([^\r]*)\r\n/#).map { String($0.output.1) } ?? ""
            return answer(RawServer.number(in: head), "http://\(host)")
        }
        let base = "http://127.0.0.1:\(port)"
        let clients = OutboundClients(environment: ["HTTPS_PROXY": base])
        let network = OutboundNetwork(clients: clients, logger: .silent)
        do {
            try await LoopbackServer.run(try gateway(upstream: base + "/")) { url in
                try await body(OutboundWorld(base: base, gateway: url, clients: clients, network: network))
            }
        } catch {
            try await clients.shutdown()
            throw error
        }
        try await clients.shutdown()
    }

    private static func gateway(upstream: String) throws -> Gateway {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].upstream = upstream
        catalogue.apis[0].publicPaths = [PathRule(pattern: try #require(PathPattern("/*")))]
        var configuration = try Configuration(path: QuickstartFile.find())
        configuration.catalogue = try CompiledCatalogue(catalogue)
        configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.gateway.adminListen = nil
        return Gateway(configuration: configuration, logger: .silent)
    }

    /// What comes of the requests 0 to `count` - 1, a few of them at a time.
    func outcomes(of subject: OutboundSubject, count: Int, atATime: Int = 16) async -> [Bool] {
        await withTaskGroup(of: (Int, Bool).self) { group in
            var outcomes = [Bool](repeating: false, count: count)
            var next = 0
            func add() {
                let number = next
                group.addTask { (number, await subject.ask(number, in: self)) }
                next += 1
            }
            while next < min(atATime, count) { add() }
            while let (number, outcome) = await group.next() {
                outcomes[number] = outcome
                if next < count { add() }
            }
            return outcomes
        }
    }
}
