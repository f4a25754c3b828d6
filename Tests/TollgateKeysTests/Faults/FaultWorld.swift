import HostileAnswers
import LogTesting
import NIOCore
import NIOPosix
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateKeys
import TollgateOutbound
import TollgateTesting

/// A gate with one issuer, the service that keeps its keys fresh, and a clock that only the test moves.
struct FaultWorld: Sendable {
    let server: KeyServer
    let gate: Gate
    let clock = ManualClock()
    private let log = CollectedLog()

    private init(_ server: KeyServer, _ catalogue: Catalogue) throws {
        self.server = server
        gate = Gate(catalogue: try CompiledCatalogue(catalogue))
    }

    /// Runs `body` while the service runs.
    ///
    /// - Parameters:
    ///   - server: The issuer's key server.
    ///   - refresh: When keys are fetched.
    ///   - body: The test.
    /// - Throws: What `body` throws.
    static func run(
        _ server: KeyServer, refresh: KeyRefreshSettings = KeyRefreshSettings(),
        _ body: @escaping @Sendable (FaultWorld) async throws -> Void
    ) async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(rate: .unlimited)
        catalogue.issuers[0].keys = .urls([server.url])
        catalogue.issuers[0].refresh = refresh
        catalogue.issuers[0].connection.tls = TLSFixture.trust
        let world = try FaultWorld(server, catalogue)
        let clients = OutboundClients(environment: [:], clock: world.clock)
        let service = KeyRefreshService(
            gate: world.gate, fetcher: KeyFetcher(clients: clients, now: { world.clock.instant }),
            logger: world.log.logger, now: { world.clock.instant }, clock: world.clock)
        let result = await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            group.addTask { try await body(world) }
            let first = await group.nextResult()
            group.cancelAll()
            return first
        }
        try await clients.shutdown()
        try result?.get()
    }

    /// What the service has warned of, in order.
    var warnings: [String] { log.lines.filter { $0.hasPrefix("warning ") } }

    /// What it has told otherwise.
    var notes: [String] { log.lines.filter { $0.hasPrefix("info ") } }

    /// How the issuer's keys stand.
    var status: KeyStore.Status { gate.keys.statuses(at: clock.instant)[0] }

    /// Waits until something has come about; time stands still meanwhile.
    func eventually(
        _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
    ) async throws {
        while !condition() {
            if Task.isCancelled {
                Issue.record(
                    "still waiting until \(what): \(server.requests) requests, \(status)",
                    sourceLocation: sourceLocation)
                throw CancellationError()
            }
            try await Self.letOthersRun()
        }
    }

    /// Steps aside for a moment: whoever only yields keeps a processor from those it waits for.
    private static func letOthersRun() async throws {
        try await MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .milliseconds(1)) {}.futureResult.get()
    }

    /// Waits until no fetch is going on and the service sleeps.
    func settled(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually("no fetch is going on", sourceLocation: sourceLocation) {
            !status.isFetching && clock.sleeperCount == 1
        }
    }

    /// Lets time pass, and waits for what it brings about.
    func pass(_ duration: Duration) async throws {
        clock.advance(by: duration)
        try await settled()
    }

    /// Lets time pass until the next scheduled fetch has failed, however long the fault keeps it waiting.
    func passUntilFailure(_ fault: Fault, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let failures = status.consecutiveFailures
        clock.advance(by: status.timeToNextFetch ?? .zero)
        if fault.hangs {
            // The service, the fetch and its request: each has a time to wake at.
            try await eventually("the request is held", sourceLocation: sourceLocation) {
                server.held == 1 && clock.sleeperCount == 3
            }
            clock.advance(by: .seconds(5))
        }
        try await eventually("the fetch has failed", sourceLocation: sourceLocation) {
            status.consecutiveFailures == failures + 1 && server.held == 0
        }
        try await settled(sourceLocation: sourceLocation)
    }

    /// The answer to a request with a good token of this forge; `nil` if it is admitted.
    func rejection(_ forge: TokenForge) async throws -> Rejection? {
        try await rejection(forge.token(payload: TokenClaims(now: clock.instant.unixSeconds).json))
    }

    /// The answer to a request with this token; `nil` if it is admitted.
    func rejection(_ token: String) async throws -> Rejection? {
        let path = try RequestPath(target: "/payment-api/get")
        let api = try #require(gate.catalogue.api(for: path))
        let decision = await gate.decision(
            for: BearerCredential(token: Substring(token)), GateRequest(api: api, method: "GET", path: path),
            now: { clock.instant }, clock: clock)
        switch decision {
        case .admit: return nil
        case .reject(let rejection, _): return rejection
        case .waiting: return .keyUnknown
        }
    }
}
