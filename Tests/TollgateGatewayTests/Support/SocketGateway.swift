import NIOCore
import NIOPosix
import ServerTesting
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

/// A gateway that listens on a free port of this machine, on two loops unless a test says so.
struct SocketGateway: Sendable {
    private static let forge = Result { try TokenForge() }

    let port: Int
    let server: GatewayServer
    let test: TestGate
    let observer: RecordingObserver
    let group: MultiThreadedEventLoopGroup

    /// Runs `body` with a gateway in front of an upstream.
    ///
    /// - Parameters:
    ///   - upstream: The port of the upstream.
    ///   - hasKeys: Whether the keys of its issuer are known.
    ///   - resolver: Resolves names. Default: the system.
    ///   - now: Reads the clocks. Default: this machine's.
    ///   - catalogue: Changes its catalogue, in which nothing is limited.
    ///   - limits: Changes what clients and upstreams can have.
    ///   - connector: Makes connections to upstreams.
    ///   - listener: Changes its listener.
    ///   - loops: The number of its loops.
    ///   - body: Talks to it.
    /// - Throws: What `body` throws, and what starting and ending throw.
    static func run(
        upstream: Int, hasKeys: Bool = true, resolver: any NameResolver = SystemResolver(),
        now: @escaping @Sendable () -> Instant = Instant.now,
        catalogue: (inout Catalogue) -> Void = { _ in }, limits: (inout GatewayLimits) -> Void = { _ in },
        connector: any UpstreamConnector = TLSConnector(SocketConnector()),
        listener: (inout GatewayListener) throws -> Void = { _ in }, loops: Int = 2,
        _ body: (SocketGateway) async throws -> Void
    ) async throws {
        var source = TestCatalogue.payments()
        source.policies[0].access = [AccessRight(api: "payments")]
        source.policies[1].limits = Limits(rate: .unlimited)
        source.apis[0].upstream = "http://127.0.0.1:\(upstream)/"
        catalogue(&source)
        let clock = ManualClock(unixSeconds: Instant.now().unixSeconds)
        let test = try TestGate(source, forge: Self.forge.get(), hasKeys: hasKeys, clock: clock)
        var settings = GatewayLimits()
        limits(&settings)
        let observer = RecordingObserver()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        let server = try await GatewayServer(
            gate: test.gate, limits: settings, observer: observer, group: group, connector: connector,
            resolver: resolver, now: now, clock: test.clock)
        do {
            var place = GatewayListener(.tcp(host: "127.0.0.1", port: 0))
            try listener(&place)
            let port = try await server.listen(place) ?? 0
            try await body(SocketGateway(port: port, server: server, test: test, observer: observer, group: group))
        } catch {
            await server.shutdown(within: .zero)
            try await group.shutdownGracefully()
            throw error
        }
        await server.shutdown(within: .zero)
        try await group.shutdownGracefully()
    }

    /// A token that has access to the whole API.
    func token(client: String = "client-1", cnf: String? = nil) -> String {
        test.forge.token(
            payload: TokenClaims(client: client, now: Instant.now().unixSeconds).with("cnf", cnf).json)
    }

    /// The head of a request to the API with a token.
    func request(_ line: String = "GET /payment-api/x HTTP/1.1", _ more: String = "") -> String {
        "\(line)\r\nHost: gateway.example\r\nAuthorization: Bearer \(token())\r\n\(more)\r\n"
    }

    /// A conversation with it.
    func converse(_ body: (inout SocketClient) async throws -> Void) async throws {
        try await SocketClient.with(port: port, body)
    }

    /// What it answers to a request, to the end of the connection.
    func answer(_ request: String) async throws -> String {
        var answer = ""
        try await converse { client in
            try await client.send(request)
            answer = try await client.readToEnd()
        }
        return answer
    }
}
