internal import NIOCore

/// The content of a request on its way to the upstream, as far as it has come.
struct Upload {
    /// The parts that came before there was a connection; meanwhile no more of them are read.
    private var kept: [ByteBuffer] = []
    /// The bytes that have come.
    private(set) var count: Int64 = 0
    /// Whether the end has come.
    private(set) var isComplete: Bool
    /// The fields behind the content.
    private(set) var trailers = FieldBlock()
    /// Whether something was written to the upstream and not sent yet.
    var needsFlush = false

    /// The content of a request with this head.
    init(_ content: RequestHead.Content) {
        isComplete = content == .none
    }

    /// A part has come.
    ///
    /// - Parameters:
    ///   - part: The part.
    ///   - maximum: The longest content in bytes.
    ///   - keeps: Whether it is kept, since there is no connection yet.
    /// - Returns: Whether the content is within that.
    mutating func receive(_ part: ByteBuffer, maximum: Int64?, keeps: Bool) -> Bool {
        count += Int64(part.readableBytes)
        if let maximum, count > maximum { return false }
        if keeps { kept.append(part) } else { needsFlush = true }
        return true
    }

    /// Bytes have passed that are no content: of another protocol.
    mutating func pass(_ bytes: Int64) { count += bytes }

    /// The end has come.
    mutating func receiveEnd(_ trailers: FieldBlock) {
        isComplete = true
        needsFlush = true
        self.trailers = trailers
    }

    /// Takes out the parts that were kept, now that there is a connection.
    mutating func takeKept() -> [ByteBuffer] {
        needsFlush = true
        defer { kept = [] }
        return kept
    }
}
