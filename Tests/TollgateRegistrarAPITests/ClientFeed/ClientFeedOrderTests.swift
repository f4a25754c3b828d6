import Foundation
import Testing
import TollgateClientFeed
import TollgateRegistrar
import TollgateSQLite

@testable import TollgateRegistrarAPI

@Suite("The order in which gates are told of clients")
struct ClientFeedOrderTests {
    private static func events(_ text: String) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return try parser.events(after: text.utf8)
    }

    /// The clients that are told, with their states, and the other messages.
    private static func told(_ text: String) throws -> [String] {
        try events(text).map { event in
            guard case .client(let entry) = try ClientFeedMessage(event) else { return event.name }
            return "\(entry.clientID) \(entry.state.rawValue)"
        }
    }

    private static func rest(_ cursor: inout RegistrarFeedCursor) async throws -> String {
        var text = ""
        repeat { text += try await cursor.next() } while !cursor.hasCaughtUp
        return text
    }

    @Test("A deletion goes ahead of the rest of a list")
    func aheadOfAList() async throws {
        let store = try await FeedStore()
        for number in 1...6 { try await store.add("c-\(number)") }
        let last = try #require(try await store.store.client(id: "c-6/6"))
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(try store.registrar()), lastEventID: nil, batch: 2)
        #expect(try Self.told(try await cursor.next()) == ["reset", "c-1 active", "c-2 active"])
        try await store.apply(.deleting(operationID: "o"), to: last)
        #expect(try Self.told(try await cursor.next()) == ["c-6 deleted", "c-3 active", "c-4 active"])
        let end = try await Self.rest(&cursor)
        #expect(try Self.told(end) == ["c-5 active", "complete"])
        var resumed = try await RegistrarFeedCursor(
            RegistrarLedger(try store.registrar()), lastEventID: try Self.events(end).last?.lastEventID)
        #expect(try await resumed.next().isEmpty)
    }

    @Test("Of a reload only the clients are told that are granted something else by it, news ahead of them")
    func onlyWhatHasChanged() async throws {
        let store = try await FeedStore()
        for number in 1...6 {
            try await store.add("c-\(number)", product: number.isMultiple(of: 2) ? "payments" : "orders")
        }
        let second = try #require(try await store.store.client(id: "c-2/2"))
        let sixth = try #require(try await store.store.client(id: "c-6/6"))
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(try store.registrar()), lastEventID: nil, batch: 3)
        _ = try await Self.rest(&cursor)
        store.set("payments", ["product_pay"])
        try await store.apply(.deleting(operationID: "o"), to: sixth)
        let first = try await cursor.next()
        #expect(try Self.told(first) == ["c-6 deleted", "c-2 active"])
        #expect(!cursor.hasCaughtUp)

        // Cut off here, a gate goes on where it was, also where it meets a registrar that was started again.
        try await store.apply(.deleting(operationID: "o"), to: second)
        let id = try #require(try Self.events(first).last?.lastEventID)
        var resumed = try await RegistrarFeedCursor(RegistrarLedger(try store.registrar()), lastEventID: id, batch: 3)
        #expect(
            try Self.told(try await Self.rest(&resumed)) == [
                "c-2 deleted", "c-3 active", "c-4 active", "c-5 active", "complete",
            ])
        #expect(try Self.told(try await Self.rest(&cursor)) == ["c-2 deleted", "c-4 active", "complete"])
        #expect(cursor.position == resumed.position)

        // A product that nobody has: only the `id` is new.
        store.set("nothing", ["none"])
        let none = try await Self.rest(&cursor)
        #expect(try Self.told(none) == ["complete"])
        #expect(try Self.events(none).last?.lastEventID == cursor.position.description)
    }

    @Test("A gate that is told the half of a reload when the next one comes holds what is true in the end")
    func reloadDuringAReload() async throws {
        let store = try await FeedStore()
        for number in 1...4 { try await store.add("c-\(number)") }
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(try store.registrar()), lastEventID: nil, batch: 2)
        _ = try await Self.rest(&cursor)
        store.set("payments", ["product_pay"])
        #expect(try Self.told(try await cursor.next()) == ["c-1 active", "c-2 active"])
        store.set("payments", ["product_payments"])
        let text = try await Self.rest(&cursor)
        #expect(try Self.told(text) == ["c-1 active", "c-2 active", "c-3 active", "c-4 active", "complete"])
        #expect(!text.contains("product_pay\""))
    }

    @Test("A database that was restored from a backup is known as such, also when it has passed a gate's last number")
    func restoredBackup() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "backup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (path, copy) = (folder.appending(path: "a.db").path, folder.appending(path: "b.db").path)
        let store = try await FeedStore(try SQLiteClientStore(path: path))
        let record = try await store.add("c-1")
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(try store.registrar()), lastEventID: nil)
        let before = try #require(try Self.events(try await cursor.next()).last?.lastEventID)
        for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: copy + end) }
        try await store.apply(.deleting(operationID: "o"), to: record)
        let after = try #require(try Self.events(try await cursor.next()).last?.lastEventID)

        let restored = try await FeedStore(try SQLiteClientStore(path: copy))
        for number in 2...4 { try await restored.add("c-\(number)") }
        var known = try await RegistrarFeedCursor(RegistrarLedger(try restored.registrar()), lastEventID: before)
        #expect(try Self.told(try await known.next()) == ["c-2 active", "c-3 active", "c-4 active"])
        var other = try await RegistrarFeedCursor(RegistrarLedger(try restored.registrar()), lastEventID: after)
        #expect(
            try Self.told(try await other.next())
                == ["reset", "c-1 active", "c-2 active", "c-3 active", "c-4 active", "complete"])
    }
}
