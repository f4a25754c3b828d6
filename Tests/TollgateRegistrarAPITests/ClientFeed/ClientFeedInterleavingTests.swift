import Foundation
import LogTesting
import Logging
import Testing
import Tollgate
import TollgateCatalogue
import TollgateClientFeed
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting

@testable import TollgateFollower
@testable import TollgateRegistrarAPI

/// A registrar's store, its feed and a gateway, whose steps come in any order.
///
/// The model is the store: of a client the record with the last change says what is true.
@Suite("The feed of clients and a gateway, whatever happens when", .timeLimit(.minutes(15)))
final class ClientFeedInterleavingTests: Sendable {
    private static let clients = (0..<9).map { "client-\($0)" }
    private let folder = FileManager.default.temporaryDirectory.appending(path: "feed-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// What happens to one gateway.
    private struct World {
        let store: FeedStore
        let path: String
        let forge: TokenForge
        let tokens: [String: String]
        var random: SeededGenerator
        var test: TestGate
        var keeper: ClientFeedKeeper
        var cursor: RegistrarFeedCursor?
        var parser = ServerSentEventParser()
        /// What is on its way.
        var events: ArraySlice<ServerSentEvent> = []
        /// The last change by which a gate was told to refuse a client, and the last one by which it may be admitted.
        var refusedBy: [String: Int64] = [:]
        var admittedBy: [String: Int64] = [:]

        init(path: String, forge: TokenForge, seed: UInt64) async throws {
            store = try await FeedStore()
            self.path = path
            self.forge = forge
            random = SeededGenerator(seed: seed)
            tokens = Dictionary(
                uniqueKeysWithValues: ClientFeedInterleavingTests.clients.map {
                    ($0, forge.token(payload: TokenClaims(client: $0).json))
                })
            (test, keeper) = try Self.gateway(path, forge)
        }

        private static func gateway(_ path: String, _ forge: TokenForge) throws -> (TestGate, ClientFeedKeeper) {
            var catalogue = TestCatalogue.payments()
            catalogue.apis[0].clients = .registered
            let test = try TestGate(catalogue, forge: forge)
            return (
                test,
                ClientFeedKeeper(
                    gate: test.gate, journalPath: path, feedName: "feed",
                    logger: .silent,
                    now: { Instant(unixSeconds: 1_700_000_000, monotonicNanoseconds: 0) })
            )
        }

        /// The gateway's process ends, and another one begins.
        mutating func restart() async throws {
            cut()
            (test, keeper) = try Self.gateway(path, forge)
            await keeper.restore()
        }

        mutating func cut() {
            cursor = nil
            events = []
        }

        /// The registrar tells what comes next.
        mutating func tell() async throws {
            if cursor == nil {
                let id = await keeper.begin()
                parser = ServerSentEventParser()
                let batch = Int.random(in: 2...3, using: &random)
                cursor = try await RegistrarFeedCursor(
                    RegistrarLedger(try store.registrar()), lastEventID: id.isEmpty ? nil : id, batch: batch)
            }
            if let text = try await cursor?.next() { events += try parser.events(after: text.utf8) }
        }

        /// The gateway hears one event.
        mutating func hear() async throws {
            guard let event = events.popFirst(), let message = try ClientFeedMessage(event) else { return }
            try await keeper.take(.message(message, id: event.lastEventID))
            if case .client(let entry) = message, entry.state != .active {
                refusedBy[entry.clientID] = max(refusedBy[entry.clientID] ?? 0, entry.sequence ?? 0)
            }
        }

        /// The last change of each client.
        func statuses() async throws -> [String: ClientChange] {
            let changes = try await store.store.changes(after: 0, limit: 10_000)
            return Dictionary(changes.compactMap { change in change.record.clientID.map { ($0, change) } }) { $1 }
        }

        /// Something happens to a client.
        mutating func change() async throws {
            guard let client = ClientFeedInterleavingTests.clients.randomElement(using: &random) else { return }
            let record = try await statuses()[client]?.record
            switch (record?.state, Int.random(in: 0..<4, using: &random)) {
            // One that was deleted never comes back: its identifier stays its record's.
            case (nil, _): try await store.add(client)
            case (.active, 0): try await store.apply(.deleting(operationID: "o"), to: try #require(record))
            case (.active, 1):
                let record = try #require(record)
                try await store.apply(.updating(operationID: "o", intent: record.settings), to: record)
                let updating = try #require(try await store.store.client(id: record.id))
                try await store.apply(.lost(reason: "r"), to: updating)
            case (.active, let number):
                try await store.move(try #require(record), to: number == 2 ? "payments" : "orders")
            case (.lost, _): try await store.apply(.deleting(operationID: "o"), to: try #require(record))
            case (.deleting, _): try await store.apply(.deleted, to: try #require(record))
            default: break
            }
            for (client, change) in try await statuses() where change.record.state == .active {
                admittedBy[client] = change.sequence
            }
        }

        /// Nobody is admitted again whom the store has not made active since it was refused.
        func check(_ step: String) throws {
            for (client, sequence) in refusedBy where admittedBy[client] ?? 0 < sequence {
                let rejection = try tokens[client].flatMap { try test.rejection($0) }
                #expect(rejection != nil, "\(client) is admitted after \(step)")
            }
        }

        /// What the store says of a client.
        func expected(_ change: ClientChange?) -> Rejection? {
            switch change?.record.state {
            case nil: .clientUnknown
            case .active:
                change?.record.settings.subscriptions.first?.product == "payments"
                    && store.isSet("payments", ["product_payments"]) ? nil : .scopeInsufficient
            default: .clientRevoked
            }
        }

        func checkAll(_ step: String) async throws {
            let statuses = try await statuses()
            for (client, token) in tokens {
                let expected = expected(statuses[client])
                #expect(try test.rejection(token) == expected, "\(client) \(step)")
            }
        }
    }

    @Test(
        "Nobody who was refused is admitted unless the registrar says so, and in the end each has what it is granted",
        arguments: 0..<30 as Range<UInt64>)
    func anyOrder(seed: UInt64) async throws {
        var world = try await World(
            path: folder.appending(path: "clients.jsonl").path, forge: try TokenForge.shared.get(), seed: seed)
        for _ in 0..<150 {
            let number = Int.random(in: 0..<100, using: &world.random)
            var step = "an event"
            switch number {
            case 0..<22:
                step = "a change"
                try await world.change()
            case 22..<27:
                step = "a reload"
                let scopes = Bool.random(using: &world.random) ? ["product_payments"] : ["product_pay"]
                world.store.set("payments", scopes)
            case 27..<50: try await world.tell()
            case 50..<95: try await world.hear()
            case 95..<98: world.cut()
            default:
                step = "a restart"
                try await world.restart()
            }
            try world.check(step)
        }
        repeat {
            while !world.events.isEmpty { try await world.hear() }
            try world.check("the end")
            try await world.tell()
        } while world.cursor?.hasCaughtUp != true || !world.events.isEmpty
        try await world.checkAll("in the end")
        try await world.restart()
        try await world.checkAll("after a restart")
    }
}
