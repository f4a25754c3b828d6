/// Reads a `text/event-stream` as it comes in, in pieces of any size (WHATWG HTML §9.2.6).
package struct ServerSentEventParser: Sendable {
    /// The longest accepted event, in bytes.
    package static let maximumEventBytes = 1 << 20

    private let limit: Int
    private var line: [UInt8] = []
    private var isAfterCarriageReturn = false
    private var isFirstLine = true
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var lastEventID = ""

    /// A parser at the beginning of a stream.
    ///
    /// - Parameter maximumEventBytes: The longest accepted event.
    package init(maximumEventBytes: Int = maximumEventBytes) {
        limit = maximumEventBytes
    }

    /// Whether the bytes so far end within an event, or a comment.
    package var isMidEvent: Bool { !line.isEmpty || hasData || !name.isEmpty }

    /// Takes the next bytes.
    ///
    /// - Parameter bytes: Any number of bytes.
    /// - Returns: The events that they complete.
    /// - Throws: ``ClientFeedError/tooLong(limitBytes:)`` where an event or a line is longer than accepted; the stream
    ///   cannot be read on after that.
    package mutating func events(after bytes: some Sequence<UInt8>) throws(ClientFeedError) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let endsPair = isAfterCarriageReturn && byte == UInt8(ascii: "\n")
            isAfterCarriageReturn = byte == UInt8(ascii: "\r")
            if endsPair { continue }
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                line.append(byte)
                guard line.count + data.count <= limit else { throw .tooLong(limitBytes: limit) }
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[min(colon + 1, line.endIndex)...]
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "event": name = String(decoding: value, as: UTF8.self)
        case "data":
            if hasData { data.append(UInt8(ascii: "\n")) }
            hasData = true
            data.append(contentsOf: value)
        case "id" where !value.contains(0): lastEventID = String(decoding: value, as: UTF8.self)
        // A comment, which begins with a colon, or a field that is none of ours.
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            name = ""
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        return ServerSentEvent(
            name: name.isEmpty ? "message" : name, data: String(decoding: data, as: UTF8.self),
            lastEventID: lastEventID)
    }
}
