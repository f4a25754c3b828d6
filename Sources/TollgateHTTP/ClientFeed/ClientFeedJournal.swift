internal import Foundation
import Tollgate
import TollgateFeed

/// What the feed has said, on disk, so that a gateway that starts without its registrar still knows whom to refuse.
///
/// One JSON object per line: first what the file is, then an entry for each client and each change, the last of which
/// counts. A line that was cut off when the process died ends the file. Only the owner can read it.
final class ClientFeedJournal {
    private struct Header: Codable {
        var version = 1
        /// Where the entries came from: another registrar's must not be resumed.
        var feed: String
    }

    private struct Line: Codable {
        var id: String
        var client: ClientFeedEntry
    }

    /// Why what is on disk cannot be used.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    private static let maximumBytes = 1 << 30
    private static let newline = UInt8(ascii: "\n")

    private let path: String
    private let feed: String
    private var handle: FileHandle?
    private var lineCount = 0

    /// A journal at `path` of the feed at the URL `feed`.
    init(path: String, feed: String) {
        self.path = path
        self.feed = feed
    }

    /// Reads the state.
    ///
    /// - Returns: The state, or `nil` where there is no file.
    /// - Throws: `Unusable`, with the reason.
    func load() throws(Unusable) -> ClientFeedState? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        guard size <= Self.maximumBytes else { throw Unusable(description: "\(path) has \(size) bytes") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Unusable(description: "\(path) cannot be read")
        }
        // What follows the last line feed was not written to its end.
        let lines = data.split(separator: Self.newline, omittingEmptySubsequences: false).dropLast()
        let decoder = JSONDecoder()
        guard let first = lines.first, let header = try? decoder.decode(Header.self, from: first) else {
            throw Unusable(description: "\(path) is no list of clients")
        }
        guard header.version == 1 else {
            throw Unusable(description: "\(path) has the version \(header.version); 1 is expected")
        }
        guard header.feed == feed else { throw Unusable(description: "\(path) is of another feed, \(header.feed)") }
        var entries: [ClientFeedEntry] = []
        var id = ""
        for (number, text) in lines.enumerated().dropFirst() {
            guard let line = try? decoder.decode(Line.self, from: text) else {
                throw Unusable(description: "\(path):\(number + 1) is no entry of a client")
            }
            entries.append(line.client)
            id = line.id
        }
        return ClientFeedState(lastEventID: id, entries: entries)
    }

    /// Writes a change down before it is followed by another.
    ///
    /// - Parameters:
    ///   - change: The change.
    ///   - state: Everything, after it.
    /// - Throws: What Foundation says of a file that cannot be written.
    func store(_ change: ClientFeedState.Change, of state: ClientFeedState) throws {
        switch change {
        case .nothing: return
        case .all: try rewrite(state)
        case .client(let client):
            // Entries that others have replaced are thrown out when they are most of the file.
            guard let handle, lineCount < 2 * state.entries.count + 1_000 else { return try rewrite(state) }
            let forgotten = ClientFeedEntry(issuer: client.issuer, clientID: client.clientID, state: .forgotten)
            try handle.write(
                contentsOf: Self.line(
                    Line(id: state.lastEventID, client: state.entries[client] ?? forgotten)))
            try handle.synchronize()
            lineCount += 1
        }
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
        var text = try Self.line(Header(feed: feed))
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
    }

    private static func line(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + [newline]
    }
}
