import Foundation
import Logging
import Testing
import Tollgate
import TollgateCatalogue
import TollgateFeed
import TollgateTesting

@testable import TollgateHTTP

@Suite("A gate hears of the registrar's clients", .timeLimit(.minutes(5)))
final class ClientFeedServiceTests: Sendable {
    private static let forge = Result { try TokenForge() }
    private static let issuer = TestCatalogue.issuer

    private let test: TestGate
    private let token: String
    private let folder = FileManager.default.temporaryDirectory.appending(path: "feed-\(UUID().uuidString)")
    private var path: String { folder.appending(path: "clients.jsonl").path }

    init() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].clients = .registered
        test = try TestGate(catalogue, forge: try Self.forge.get())
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
        until isDone: @escaping @Sendable (TestGate, ScriptedFeed) async throws -> Bool
    ) async throws -> ScriptedFeed {
        let feed = ScriptedFeed(connections)
        let clock = ManualClock()
        let test = gate ?? self.test
        let service = ClientFeedService(
            gate: test.gate, source: feed, cachePath: keeps ? path : nil, feedName: "https://registrar.example/feed",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: clock)
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

    @Test("A change that was cut off on disk is asked for again, and a file of another feed is left alone")
    func toleratesATornFile() async throws {
        let token = token
        _ = try await run(
            [
                .init(
                    steps: Self.list([Self.client("client-1")], id: "f:1") + [
                        Self.change(Self.client("client-1", .deleted), "f:2")
                    ])
            ], keeps: true
        ) { test, _ in try test.rejection(token) == .clientRevoked }
        let bytes = try Data(contentsOf: URL(filePath: path))
        let lastLine = try #require(bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")))
        for end in [lastLine + 1, lastLine + 2, bytes.count - 1] {
            try bytes[..<end].write(to: URL(filePath: path))
            let state = try ClientFeedJournal(path: path, feed: "https://registrar.example/feed").load()
            #expect(state?.lastEventID == "f:1")
            #expect(state?.entries.values.map(\.state) == [.active])
        }
        #expect(throws: ClientFeedJournal.Unusable.self) {
            _ = try ClientFeedJournal(path: path, feed: "https://another.example/feed").load()
        }
        for damaged in ["", "{}\n", "{\"version\":2,\"feed\":\"x\"}\n", "\u{0}\u{1}\n"] {
            try Data(damaged.utf8).write(to: URL(filePath: path))
            #expect(throws: ClientFeedJournal.Unusable.self) {
                _ = try ClientFeedJournal(path: path, feed: "https://registrar.example/feed").load()
            }
        }
    }
}
