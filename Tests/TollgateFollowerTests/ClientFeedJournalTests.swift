import Foundation
import Testing
import TollgateClientFeed

@testable import TollgateFollower

@Suite("What the feed has said is kept on disk")
final class ClientFeedJournalTests: Sendable {
    private static let feed = "https://registrar.example/feed"

    private let folder = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
    private var path: String { folder.appending(path: "clients.jsonl").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private static func client(_ id: String, _ state: ClientFeedEntry.State) -> ClientFeedEntry {
        ClientFeedEntry(issuer: "https://idp.example", clientID: id, state: state, grants: [.init(scopes: ["a"])])
    }

    /// Writes a list of two clients and three changes, and returns what is known after each.
    private func write() throws -> [ClientFeedState] {
        let journal = ClientFeedJournal(path: path, feed: Self.feed)
        var state = ClientFeedState()
        var states: [ClientFeedState] = []
        func take(_ message: ClientFeedMessage, _ id: String) throws {
            let change = try state.take(message, id: id)
            try journal.store(change, of: state)
            if change != .nothing { states.append(state) }
        }
        try take(.reset, "")
        try take(.client(Self.client("c1", .active)), "")
        try take(.client(Self.client("c2", .suspended)), "")
        states = []
        try take(.complete, "f:1")
        try take(.client(Self.client("c1", .deleted)), "f:2")
        try take(.client(Self.client("c3", .active)), "f:3")
        try take(.client(Self.client("c2", .active)), "f:4")
        return states
    }

    private func load() throws(ClientFeedJournal.Unusable) -> ClientFeedJournal.Restored? {
        try ClientFeedJournal(path: path, feed: Self.feed).load()
    }

    @Test("Wherever the file is cut off, what was whole before is known, or nothing but whom to refuse")
    func everyTruncation() throws {
        let states = try write()
        let bytes = try Data(contentsOf: URL(filePath: path))
        var known: Set<String> = []
        for end in 0..<bytes.count {
            try bytes[..<end].write(to: URL(filePath: path))
            do {
                let restored = try #require(try load())
                if restored.damage == nil {
                    #expect(states.contains { $0 == restored.state })
                    known.insert(restored.state.lastEventID)
                    #expect(restored.isCutOff == (bytes[end - 1] != UInt8(ascii: "\n")))
                } else {
                    #expect(restored.state.entries.values.allSatisfy { $0.state == .suspended })
                    #expect(restored.state.lastEventID.isEmpty && !restored.state.isComplete)
                }
            } catch let error as ClientFeedJournal.Unusable {
                #expect(error.description.contains(path))
            }
        }
        #expect(known == ["f:1", "f:2", "f:3"])
        try bytes.write(to: URL(filePath: path))
        #expect(try load()?.state == states.last)
    }

    @Test("Whichever bit is flipped, that is told, and nobody gets anything by it")
    func everyFlippedBit() throws {
        let states = try write()
        let bytes = try Data(contentsOf: URL(filePath: path))
        var lines = 0
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                try flipped.write(to: URL(filePath: path))
                do {
                    let restored = try #require(try load())
                    guard restored.damage == nil else {
                        lines += 1
                        #expect(!restored.state.isComplete && restored.state.lastEventID.isEmpty)
                        #expect(restored.state.entries.values.allSatisfy { $0.state != .active })
                        continue
                    }
                    // The last line feed was hit: the last change is asked for again.
                    #expect(index == bytes.count - 1 && restored.isCutOff)
                    #expect(restored.state == states.dropLast().last)
                } catch let error as ClientFeedJournal.Unusable {
                    #expect(error.description.contains(path))
                }
            }
        }
        #expect(lines > bytes.count * 7)
    }

    @Test("A file of another feed, of another version or of something else is left alone")
    func foreignFiles() throws {
        _ = try write()
        #expect(throws: ClientFeedJournal.Unusable.self) {
            _ = try ClientFeedJournal(path: path, feed: "https://another.example/feed").load()
        }
        for damaged in ["", "{}\n", "{\"version\":1,\"feed\":\"x\"}\n", "\u{0}\u{1}\n", "00000000 \n"] {
            try Data(damaged.utf8).write(to: URL(filePath: path))
            #expect(throws: ClientFeedJournal.Unusable.self) { _ = try load() }
        }
    }

    @Test("An empty list is resumed, and a file that could not be written to is written anew")
    func emptyAndRewritten() throws {
        let journal = ClientFeedJournal(path: path, feed: Self.feed)
        var state = ClientFeedState()
        _ = try state.take(.reset, id: "")
        try journal.store(try state.take(.complete, id: "f:0"), of: state)
        #expect(try load()?.state == state)
        try FileManager.default.removeItem(at: folder)
        let change = try state.take(.client(Self.client("c1", .deleted)), id: "f:1")
        let next = ClientFeedJournal(path: path, feed: Self.feed)
        #expect(throws: (any Error).self) { try next.store(change, of: state) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try next.store(change, of: state)
        #expect(try load()?.state == state)
    }

    @Test("The checksum is the usual one")
    func checksum() {
        #expect(CRC32.checksum(of: Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.checksum(of: []) == 0)
    }
}
