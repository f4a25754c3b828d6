import LogTesting
import Logging
import ServiceLifecycle
import Testing
import Tollgate
import TollgateCatalogue
import TollgateState
import TollgateTesting

@Suite("A restart gives no quota back", .timeLimit(.minutes(15)))
struct LimitStateServiceTests {
    private func gate(at unixSeconds: Int64 = 1_700_000_000) throws -> TestGate {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(quota: .limited(maximum: 3, window: .seconds(3_600)))
        return try TestGate(
            catalogue, forge: try TokenForge.shared.get(), clock: ManualClock(unixSeconds: unixSeconds))
    }

    private func admitted(_ test: TestGate, of count: Int) throws -> Int {
        let token = test.forge.token(payload: TokenClaims(now: test.clock.instant.unixSeconds).json)
        return try (0..<count).count { _ in try test.rejection(token) == nil }
    }

    private func service(_ test: TestGate, _ store: MemoryStore, _ log: CollectedLog? = nil) -> LimitStateService {
        LimitStateService(
            gate: test.gate, store: store, interval: .seconds(10),
            logger: log?.logger ?? .silent,
            now: { test.clock.instant }, clock: test.clock)
    }

    @Test("What is used is saved at each interval and at the end, and the next process goes on from there")
    func saves() async throws {
        let (test, store) = (try gate(), MemoryStore())
        let task = Task { try await service(test, store).run() }
        try await test.clock.waitForSleepers()
        #expect(try admitted(test, of: 1) == 1)
        test.clock.advance(by: .seconds(10))
        try await test.clock.waitForSleepers()
        #expect(store.saved?.map(\.used) == [1])
        // Killed now, the next process would know of one request; ended in peace, it knows of both.
        #expect(try admitted(test, of: 1) == 1)
        task.cancel()
        try await task.value
        #expect(store.saved?.map(\.used) == [2] && store.saves == 2)

        let next = try gate(at: 1_700_000_100)
        await service(next, store).restore()
        #expect(try admitted(next, of: 5) == 1)
    }

    @Test("A graceful shutdown saves as well, and nothing is written while nothing is used")
    func savesOnlyChanges() async throws {
        let (test, store) = (try gate(), MemoryStore())
        #expect(try admitted(test, of: 2) == 2)
        let group = ServiceGroup(
            services: [service(test, store)], logger: .silent)
        let task = Task { try await group.run() }
        for _ in 0..<5 {
            try await test.clock.waitForSleepers()
            test.clock.advance(by: .seconds(10))
        }
        try await test.clock.waitForSleepers()
        #expect(store.saves == 1)
        await group.triggerGracefulShutdown()
        try await task.value
        #expect(store.saves == 1 && store.saved?.map(\.used) == [2])
    }

    /// A server that waits for a client which never ends.
    private struct Hanging: Service {
        private let stream: AsyncStream<Void>
        let release: AsyncStream<Void>.Continuation

        init() {
            (stream, release) = AsyncStream.makeStream(of: Void.self)
        }

        func run() async throws { for await _ in stream { return } }
    }

    @Test("What is used is saved as soon as the end begins, before anything is waited for that a kill may cut short")
    func savesAtTheBeginningOfTheEnd() async throws {
        let (test, store, server) = (try gate(), MemoryStore(), Hanging())
        #expect(try admitted(test, of: 2) == 2)
        let limits = service(test, store)
        let group = ServiceGroup(
            services: [limits, server, limits.flushAtShutdown],
            logger: .silent)
        let task = Task { try await group.run() }
        try await test.clock.waitForSleepers()
        await group.triggerGracefulShutdown()
        while store.saves == 0 { await Task.yield() }
        #expect(store.saved?.map(\.used) == [2])
        // The last request ends, and what it used is saved as well.
        #expect(try admitted(test, of: 1) == 1)
        server.release.yield()
        try await task.value
        #expect(store.saved?.map(\.used) == [3])
    }

    @Test("A store that fails is told once, and once when it is back; requests go on meanwhile")
    func tellsFailures() async throws {
        let (test, store, log) = (try gate(), MemoryStore(), CollectedLog())
        store.fail(true)
        await service(test, store, log).restore()
        #expect(log.messages == ["quotas in use cannot be restored; all of them begin unused"])
        let task = Task { try await service(test, store, log).run() }
        #expect(try admitted(test, of: 5) == 3)
        for _ in 0..<3 {
            try await test.clock.waitForSleepers()
            test.clock.advance(by: .seconds(10))
        }
        try await test.clock.waitForSleepers()
        #expect(log.messages.dropFirst() == ["quotas in use cannot be saved; retrying at each interval"])
        store.fail(false)
        test.clock.advance(by: .seconds(10))
        try await test.clock.waitForSleepers()
        #expect(log.messages.last == "quotas in use are saved again")
        task.cancel()
        try await task.value
        #expect(store.saved?.map(\.used) == [3])
    }
}
