import Foundation
import LogTesting
import Logging
import Testing
import Tollgate
import TollgateCatalogue
import TollgateClientFeed
import TollgateTesting

@testable import TollgateFollower

@Suite("A gate hears of the registrar's clients", .timeLimit(.minutes(15)))
final class ClientFeedServiceTests: Sendable {
    private static let issuer = TestCatalogue.issuer

    private let test: TestGate
    private let token: String
    private let folder = FileManager.default.temporaryDirectory.appending(path: "feed-\(UUID().uuidString)")
    private var path: String { folder.appending(path: "clients.jsonl").path }

    init() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].clients = .registered
        test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        token = test.forge.token(payload: TokenClaims().json)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private static func client(
        _ id: String, _ state: ClientFeedEntry.State = .active, _ scopes: [String] = ["product_payments", "free_plan"]
    ) -> ClientFeedMessage {
        .client(ClientFeedEntry(issuer: issuer, clientID: id, state: state, grants: [.init(scopes: scopes)]))
    }

    private static func list(_ clients: [ClientFeedMessage], id: String) -> [ScriptedFeed.Step] {
        ([.reset] + clients + [.complete]).map { ScriptedFeed.Step(message: $0, id: $0 == .complete ? id : "") }
    }

    private static func change(_ message: ClientFeedMessage, _ id: String) -> ScriptedFeed.Step {
        ScriptedFeed.Step(message: message, id: id)
    }

    /// Runs the service until a condition holds, moving the clock whenever it pauses.
    private func run(
        _ connections: [ScriptedFeed.Connection], on gate: TestGate? = nil, keeps: Bool = false,
        log: Logger = .silent,
        until isDone: @escaping @Sendable (TestGate, ScriptedFeed) async throws -> Bool
    ) async throws -> ScriptedFeed {
        let feed = ScriptedFeed(connections)
        let clock = ManualClock()
        let test = gate ?? self.test
        let service = ClientFeedService(
            gate: test.gate, source: feed, cachePath: keeps ? path : nil, feedName: "https://registrar.example/feed",
            logger: log, clock: clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            while try await !isDone(test, feed) {
                clock.advance(by: .seconds(1))
                await Task.yield()
            }
            group.cancelAll()
        }
        return feed
    }

    @Test("Nobody is admitted before the list has come to its end; then each client has what the list grants it")
    func needsTheWholeList() async throws {
        let half = ScriptedFeed.Connection(
            steps: Array(Self.list([Self.client("client-1")], id: "f:1").dropLast()), end: .ended)
        let token = token
        _ = try await run([half]) { test, feed in await feed.resumedAfter.count == 2 }
        #expect(try test.rejection(token) == .grantsUnavailable)
        _ = try await run([.init(steps: Self.list([Self.client("client-1")], id: "f:1"))]) { test, _ in
            try test.rejection(token) == nil
        }
    }

    @Test("A change, a suspension and a deletion count for a token that was seen before")
    func appliesChanges() async throws {
        let token = token
        #expect(try test.rejection(token) == .grantsUnavailable)
        let start = Self.list([Self.client("client-1")], id: "f:1")
        let states: [(ClientFeedMessage, Rejection?)] = [
            (Self.client("client-1", .active, ["free_plan"]), .scopeInsufficient),
            (Self.client("client-1", .suspended), .clientRevoked),
            (Self.client("client-1", .active), nil),
            (Self.client("client-1", .deleted), .clientRevoked),
            (Self.client("client-1", .forgotten), .clientUnknown),
        ]
        for (message, rejection) in states {
            _ = try await run([.init(steps: start + [Self.change(message, "f:2")])]) { test, _ in
                try test.rejection(token) == rejection
            }
        }
    }

    @Test("A broken stream is resumed after the last message, and what was known holds meanwhile")
    func resumes() async throws {
        let token = token
        let feed = try await run([
            .init(steps: Self.list([Self.client("client-1")], id: "f:1"), end: .disconnected(reason: "reset")),
            .init(steps: [], end: .refused(status: 503)),
            .init(steps: [Self.change(Self.client("client-2"), "f:2")], end: .ended),
            .init(steps: [Self.change(Self.client("client-1", .deleted), "f:3")], end: nil),
        ]) { test, _ in try test.rejection(token) == .clientRevoked }
        #expect(await feed.resumedAfter == ["", "f:1", "f:1", "f:2"])
        #expect(test.gate.registeredClients.count == 1)
    }

    @Test("A gateway that starts without its registrar still knows whom to admit and whom to refuse")
    func survivesARestart() async throws {
        let token = token
        let other = test.forge.token(payload: TokenClaims().with("azp", "\"client-2\"").json)
        _ = try await run(
            [
                .init(
                    steps: Self.list([Self.client("client-1"), Self.client("client-2")], id: "f:1") + [
                        Self.change(Self.client("client-1", .suspended), "f:2")
                    ])
            ], keeps: true
        ) { test, _ in try test.rejection(token) == .clientRevoked }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        let restarted = try TestGate(test.gate.catalogue.source, forge: test.forge)
        let feed = try await run([.init(steps: [], end: .refused(status: 503))], on: restarted, keeps: true) {
            _, feed in await feed.resumedAfter.count == 2
        }
        #expect(await feed.resumedAfter.first == "f:2")
        #expect(try restarted.rejection(token) == .clientRevoked)
        #expect(try restarted.rejection(other) == nil)
    }

    @Test("What breaks again and again is told once, and the last good state holds; so is that it works again")
    func tellsOnce() async throws {
        let token = token
        let log = CollectedLog()
        let broken = ScriptedFeed.Connection(
            steps: [.init(message: .reset, id: ""), .init(message: Self.client("client-2"), id: "")],
            end: .malformed(event: "3"))
        let poisoned = ScriptedFeed.Connection(
            steps: [Self.change(Self.client("client-2"), "f:2")], end: .tooLong(limitBytes: 1))
        // The number goes back: it is what to resume after, and nothing else.
        let backwards = ScriptedFeed.Connection(
            steps: [Self.change(Self.client("client-3"), "f:0")], end: .disconnected(reason: "reset"))
        _ = try await run(
            [.init(steps: Self.list([Self.client("client-1")], id: "f:1"), end: .refused(status: 500))]
                + [
                    broken, poisoned, backwards, broken, .init(steps: [], end: .refused(status: 401)), .init(steps: []),
                ],
            log: log.logger
        ) { test, feed in
            let resumed = await feed.resumedAfter.count
            #expect(resumed < 2 || test.gate.registeredClients.count > 0)
            return log.lines.contains { $0.contains("is followed again") }
        }
        #expect(try test.rejection(token) == nil)
        #expect(test.gate.registeredClients.count == 3)
        #expect(
            log.lines == [
                "warning the registrar's feed of clients cannot be followed; going on with what is known clients=1"
                    + " reason=the registrar answered with status 500; 200 is expected",
                "info the registrar's feed of clients is followed again",
            ])
    }

    @Test("A stream that ends is not worth a line; one that ends again and again is")
    func tellsOfEndings() async throws {
        let log = CollectedLog()
        let list = ScriptedFeed.Connection(steps: Self.list([Self.client("client-1")], id: "f:1"), end: .ended)
        _ = try await run([list, .init(steps: [])], log: log.logger) { _, feed in await feed.resumedAfter.count == 2 }
        #expect(log.lines.isEmpty)
        _ = try await run([list, list, list, list], log: log.logger) { _, feed in await feed.resumedAfter.count == 5 }
        #expect(log.lines.count == 1 && log.lines[0].hasSuffix("reason=the registrar ended the stream"))
    }

    @Test("A client that the list says is deleted is refused before the list has come to its end")
    func refusesAtOnce() async throws {
        let token = token
        let start = Self.list([Self.client("client-1")], id: "f:1")
        _ = try await run([
            .init(steps: start, end: .ended),
            .init(steps: Array(Self.list([Self.client("client-1", .deleted)], id: "f:2").dropLast())),
        ]) { test, _ in try test.rejection(token) == .clientRevoked }
    }
}
