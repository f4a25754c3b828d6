import HostileAnswers
import Hummingbird
import NIOCore
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateTesting

@testable import TollgateOutbound

@Suite("Metadata is looked for once, whoever asks", .realServers, .timeLimit(.minutes(5)))
struct DiscoveryCacheTests {
    /// What a server has been asked, and whether it answers.
    private final class Log: Sendable {
        let paths = Lock<[String]>([])
        let isDown = Lock(false)
        let isHeld = Lock(false)
    }

    /// Runs `body` with a cache, the base URL of a server, and a clock.
    private func run(
        _ log: Log, _ body: @escaping @Sendable (DiscoveryCache, String, ManualClock) async throws -> Void
    ) async throws {
        try await HostileServer.run { request in
            log.paths.withLock { $0.append(request.uri.path) }
            while log.isHeld.withLock({ $0 }) {
                try Task.checkCancellation()
                await Task.yield()
            }
            guard !log.isDown.withLock({ $0 }) else { return HostileServer.json("", status: .serviceUnavailable) }
            let base = "http://\(request.head.authority ?? "")"
            return HostileServer.json("{\"issuer\":\"\(base)/realm\",\"jwks_uri\":\"\(base)/keys\"}")
        } _: { base in
            let clock = ManualClock()
            let clients = OutboundClients(environment: [:], clock: clock)
            let start = ContinuousClock.now
            let cache = DiscoveryCache(
                client: clients.client(for: .init()),
                now: { start.advanced(by: .nanoseconds(clock.instant.monotonicNanoseconds)) })
            do {
                try await body(cache, base, clock)
            } catch {
                try await clients.shutdown()
                throw error
            }
            try await clients.shutdown()
        }
    }

    @Test("Many who ask at the same time are answered by one request, and later ones by none for a day")
    func asksOnce() async throws {
        let log = Log()
        log.isHeld.withLock { $0 = true }
        try await run(log) { cache, base, clock in
            try await withThrowingTaskGroup(of: ProviderMetadata.self) { group in
                for _ in 0..<50 { group.addTask { try await cache.metadata(issuer: base + "/realm") } }
                while log.paths.withLock({ $0.isEmpty }), !Task.isCancelled { await Task.yield() }
                log.isHeld.withLock { $0 = false }
                for try await found in group { #expect(found.jwksURI == base + "/keys") }
            }
            clock.advance(by: .seconds(86_399))
            _ = try await cache.metadata(issuer: base + "/realm")
            #expect(log.paths.withLock { $0 } == ["/realm/.well-known/openid-configuration"])
            clock.advance(by: .seconds(1))
            _ = try await cache.metadata(issuer: base + "/realm")
            #expect(log.paths.withLock { $0.count } == 2)
        }
    }

    @Test("A failure answers for 30 s; where metadata is known, it stands in for a document that is not to be had")
    func remembersFailures() async throws {
        let log = Log()
        log.isDown.withLock { $0 = true }
        try await run(log) { cache, base, clock in
            for _ in 0..<3 {
                await #expect(throws: DiscoveryError.self) { try await cache.metadata(issuer: base + "/realm") }
            }
            #expect(log.paths.withLock { $0.count } == 2)
            clock.advance(by: .seconds(30))
            log.isDown.withLock { $0 = false }
            let found = try await cache.metadata(issuer: base + "/realm")
            log.isDown.withLock { $0 = true }
            cache.distrust(issuer: base + "/realm")
            for _ in 0..<3 {
                let older = try await cache.metadata(issuer: base + "/realm")
                #expect(older == found)
            }
            #expect(log.paths.withLock { $0.count } == 5)
        }
    }

    @Test("Who gives up does not take the answer from the others")
    func survivesCancellation() async throws {
        let log = Log()
        log.isHeld.withLock { $0 = true }
        try await run(log) { cache, base, _ in
            let first = Task { try await cache.metadata(issuer: base + "/realm") }
            while log.paths.withLock({ $0.isEmpty }), !Task.isCancelled { await Task.yield() }
            let second = Task { try await cache.metadata(issuer: base + "/realm") }
            first.cancel()
            await #expect(throws: DiscoveryError.self) { try await first.value }
            log.isHeld.withLock { $0 = false }
            let found = try await second.value
            #expect(found.issuer == base + "/realm")
        }
    }

    @Test("A full well-known URL is remembered as well, under itself")
    func remembersURLs() async throws {
        let log = Log()
        try await run(log) { cache, base, _ in
            let url = base + "/realm/.well-known/openid-configuration"
            for _ in 0..<2 {
                let found = try await cache.metadata(at: url)
                #expect(found.issuer == base + "/realm")
            }
            #expect(log.paths.withLock { $0.count } == 1)
        }
    }
}
