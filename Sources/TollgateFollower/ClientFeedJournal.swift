internal import Foundation
import Tollgate
import TollgateClientFeed

/// Keeps the feed's messages on disk, so that a gateway that starts without its registrar knows the clients to refuse.
///
/// One JSON object per line, behind its checksum: first what the file is, then an entry for each client and each
/// change, the last of which counts. A line that was cut off when the process died ends the file. Only the owner can
/// read it.
final class ClientFeedJournal {
    private struct Header: Codable {
        var version = ClientFeedJournal.version
        /// The feed that the entries came from: another registrar's must not be resumed.
        var feed: String
        /// The least number of entries that follow.
        var clients: Int
        /// The `id` to resume after if no entry follows.
        var lastEventID: String
        /// Whether a complete list was received; absent: it was.
        ///
        /// Otherwise only the denials count.
        var isComplete: Bool?
        /// The terms by which clients were forgotten that are not in the file any more.
        var forgottenAfter: [String: Int64]
    }

    private struct Line: Codable {
        var id: String
        /// Absent: only what to resume after has changed.
        var client: ClientFeedEntry?
    }

    /// The state that was on disk.
    struct Restored {
        var state: ClientFeedState
        /// The defect of the file; then the state has only the denials that could be read.
        var damage: String?
        /// Whether the last line was not written to its end.
        var isCutOff: Bool
    }

    /// The reason why the file cannot be used.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    private static let version = 2
    private static let maximumBytes = 1 << 30
    private static let newline = UInt8(ascii: "\n")
    /// The checksum in hexadecimal, and a space.
    private static let markBytes = 9

    private let path: String
    private let feed: String
    private var handle: FileHandle?
    private var lineCount = 0
    private var isSynchronized = true

    /// A journal at `path` of the feed at the URL `feed`.
    init(path: String, feed: String) {
        self.path = path
        self.feed = feed
    }

    /// Reads the state.
    ///
    /// - Returns: The state, or `nil` where there is no file.
    /// - Throws: ``Unusable`` where the file is longer than 1 GiB, cannot be read, is of another version or feed, holds
    ///   no list of clients, or holds more than is accepted.
    func load() throws(Unusable) -> Restored? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        guard size <= Self.maximumBytes else { throw Unusable(description: "\(path) has \(size) bytes") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Unusable(description: "\(path) cannot be read")
        }
        // What follows the last line feed was not written to its end.
        var lines = data.split(separator: Self.newline, omittingEmptySubsequences: false)
        let isCutOff = lines.popLast().map { !$0.isEmpty } ?? false
        var damage: String?
        let header = lines.first.flatMap { Self.read(Header.self, $0) }
        if let header {
            guard header.version == Self.version else {
                throw Unusable(description: "\(path) has the version \(header.version); \(Self.version) is expected")
            }
            guard header.feed == feed else { throw Unusable(description: "\(path) is of another feed, \(header.feed)") }
            if lines.count - 1 < header.clients { damage = "\(path) has lost its end" }
        } else {
            damage = "\(path):1 is damaged"
        }
        var entries: [ClientFeedEntry] = []
        var id = header?.lastEventID ?? ""
        for (number, text) in lines.enumerated().dropFirst() {
            guard let line = Self.read(Line.self, text) else {
                damage = damage ?? "\(path):\(number + 1) is damaged"
                continue
            }
            if let client = line.client { entries.append(client) }
            id = line.id
        }
        guard header != nil || !entries.isEmpty else { throw Unusable(description: "\(path) is no list of clients") }
        do throws(ClientFeedError) {
            let state =
                damage == nil && header?.isComplete != false
                ? try ClientFeedState(
                    lastEventID: id, entries: entries, forgottenAfter: header?.forgottenAfter ?? [:])
                : try ClientFeedState(denialsOf: entries)
            return Restored(state: state, damage: damage, isCutOff: isCutOff)
        } catch {
            throw Unusable(description: "\(path): \(error)")
        }
    }

    /// Writes a change down before it is followed by another, so that it outlasts the process.
    ///
    /// - Parameters:
    ///   - change: The change.
    ///   - state: Everything, after it.
    /// - Throws: The error of Foundation where the file cannot be written.
    func store(_ change: ClientFeedState.Change, of state: ClientFeedState) throws {
        do {
            try write(change, of: state)
        } catch {
            // Half a line may stand at the end: the next change writes a new file.
            try? handle?.close()
            handle = nil
            throw error
        }
    }

    /// Has what was written outlast the machine.
    func synchronize() throws {
        guard !isSynchronized else { return }
        do {
            try handle?.synchronize()
            isSynchronized = true
        } catch {
            try? handle?.close()
            handle = nil
            throw error
        }
    }

    private func write(_ change: ClientFeedState.Change, of state: ClientFeedState) throws {
        switch change {
        case .nothing: return
        case .all: try rewrite(state)
        case .place: try append(Line(id: state.lastEventID), of: state)
        case .client(let client), .denial(let client):
            let forgotten = ClientFeedEntry(issuer: client.issuer, clientID: client.clientID, state: .forgotten)
            try append(Line(id: state.lastEventID, client: state.entries[client] ?? forgotten), of: state)
        }
    }

    private func append(_ line: Line, of state: ClientFeedState) throws {
        // Entries that others have replaced are thrown out when they are most of the file.
        guard let handle, lineCount < 2 * state.entries.count + 1_000 else { return try rewrite(state) }
        try handle.write(contentsOf: Self.line(line))
        lineCount += 1
        isSynchronized = false
    }

    /// Writes everything into a new file, which then takes the place of the old one.
    private func rewrite(_ state: ClientFeedState) throws {
        let temporary = "\(path).new"
        try? FileManager.default.removeItem(atPath: temporary)
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: temporary]) }
        let new = try FileHandle(forWritingTo: URL(filePath: temporary))
        var text = try Self.line(
            Header(
                feed: feed, clients: state.entries.count, lastEventID: state.lastEventID,
                isComplete: state.isComplete ? nil : false, forgottenAfter: state.forgottenAfter))
        for entry in state.entries.values {
            text += try Self.line(Line(id: state.lastEventID, client: entry))
            if text.count > 1 << 20 {
                try new.write(contentsOf: text)
                text.removeAll(keepingCapacity: true)
            }
        }
        try new.write(contentsOf: text)
        try new.synchronize()
        // The handle goes with the file: appending goes on where the writing ended.
        guard unsafe rename(temporary, path) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
        }
        try? handle?.close()
        handle = new
        lineCount = state.entries.count
        isSynchronized = true
    }

    private static func line(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = try encoder.encode(value)
        return mark(of: text) + text + [newline]
    }

    /// The value of a line; `nil` for one that is not as it was written.
    private static func read<Value: Decodable>(_ type: Value.Type, _ line: Data) -> Value? {
        let text = line.dropFirst(markBytes)
        guard line.prefix(markBytes) == mark(of: text) else { return nil }
        return try? JSONDecoder().decode(type, from: text)
    }

    /// The checksum and the space before the text of a line.
    private static func mark(of text: Data) -> Data {
        let digits = String(CRC32.checksum(of: text), radix: 16)
        return Data((String(repeating: "0", count: markBytes - 1 - digits.count) + digits + " ").utf8)
    }
}
