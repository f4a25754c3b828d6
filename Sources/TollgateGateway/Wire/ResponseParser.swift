internal import NIOCore

/// Makes the parts of an answer of what an upstream sends, byte for byte and without a socket.
struct ResponseParser {
    /// A part of an answer.
    enum Event {
        /// The head of an interim answer is in `head`; another head follows.
        case interim
        /// The upstream switches protocols: its head is in `head`, and what follows it is no answer.
        case switched
        /// The head of the answer is in `head`.
        case head
        /// A part of the content.
        case content(ByteBuffer)
        /// The answer is complete, and so are `trailers`.
        case end
    }

    private enum State {
        /// Nothing was asked for.
        case idle
        case head
        case fixed(left: Int64)
        case chunked
        case untilEnd
        case ended
        /// Another protocol is spoken.
        case switched
    }

    /// The most interim answers to one request.
    private static let maximumInterim = 32

    /// The newest head.
    private(set) var head = ResponseHead()
    /// Whether a byte of the answer has come.
    private(set) var hasBegun = false
    private let maximumHeadBytes: Int
    private var state = State.idle
    private var buffer = ByteBuffer()
    private var searched = 0
    private var chunks = ChunkedDecoder()
    private var isHead = false
    private var mayUpgrade = false
    private var interimCount = 0

    /// A parser for the answers of one connection, one after the other.
    ///
    /// - Parameter maximumHeadBytes: The longest head.
    init(maximumHeadBytes: Int) {
        self.maximumHeadBytes = maximumHeadBytes
    }

    /// The fields behind a chunked answer.
    var trailers: FieldBlock { chunks.trailers }

    /// Whether the connection may be used for another request: the answer is complete, and nothing follows it.
    var canBeginAgain: Bool {
        if case .ended = state { !head.closes && buffer.readableBytes == 0 } else { false }
    }

    /// Whether the content of a stream of events is being received (HTML §9.2).
    var isEventStream: Bool {
        switch state {
        case .fixed, .chunked, .untilEnd: head.hasMediaType("text/event-stream")
        case .idle, .head, .ended, .switched: false
        }
    }

    /// A request was sent.
    ///
    /// - Parameters:
    ///   - isHead: Whether it is `HEAD`.
    ///   - mayUpgrade: Whether it has asked for another protocol. Default: no.
    mutating func begin(isHead: Bool, mayUpgrade: Bool = false) {
        self.isHead = isHead
        self.mayUpgrade = mayUpgrade
        state = .head
        hasBegun = false
        searched = 0
        interimCount = 0
        // Those of the answer before are no one else's.
        if !chunks.trailers.lines.isEmpty { chunks = ChunkedDecoder() }
    }

    /// Bytes have come.
    mutating func receive(_ bytes: ByteBuffer) {
        if case .idle = state {} else { hasBegun = true }
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next part of the answer; `nil` where more bytes are needed, or it is complete.
    mutating func next() throws(AnswerFault) -> Event? {
        switch state {
        case .idle:
            guard buffer.readableBytes == 0 else { throw .surplus }
            return nil
        case .head:
            let isComplete = try ResponseHeadReader.read(
                &buffer, into: &head, searched: &searched, isHead: isHead, mayUpgrade: mayUpgrade,
                maximumBytes: maximumHeadBytes)
            guard isComplete else { return nil }
            guard head.status != 101 else {
                state = .switched
                return .switched
            }
            guard !head.isInterim else {
                interimCount += 1
                guard interimCount <= Self.maximumInterim else { throw .tooManyInterimAnswers }
                return .interim
            }
            beginContent()
            return .head
        case .fixed(let left):
            guard left > 0 else { return end() }
            guard buffer.readableBytes > 0 else { return nil }
            let count = Int(min(left, Int64(buffer.readableBytes)))
            guard let content = buffer.readSlice(length: count) else { return nil }
            state = .fixed(left: left - Int64(count))
            return .content(content)
        case .chunked:
            switch try chunks.next(&buffer) {
            case .content(let content): return .content(content)
            case .end: return end()
            case nil: return nil
            }
        case .untilEnd:
            guard buffer.readableBytes > 0 else { return nil }
            defer { buffer = ByteBuffer() }
            return .content(buffer)
        case .ended, .switched: return nil
        }
    }

    /// Takes out what has come behind the last part.
    mutating func takeRest() -> ByteBuffer {
        defer { buffer = ByteBuffer() }
        return buffer
    }

    /// The connection has ended.
    ///
    /// - Returns: `end` where that ends the answer.
    /// - Throws: `truncated` where the answer is not complete.
    mutating func inputEnded() throws(AnswerFault) -> Event? {
        switch state {
        case .idle, .ended, .switched: return nil
        case .untilEnd: return end()
        case .head, .fixed, .chunked: throw .truncated
        }
    }

    private mutating func beginContent() {
        switch head.content {
        case .none: state = .fixed(left: 0)
        case .fixed(let length): state = .fixed(left: length)
        case .chunked:
            chunks = ChunkedDecoder()
            state = .chunked
        case .untilEnd: state = .untilEnd
        }
    }

    private mutating func end() -> Event {
        state = .ended
        // The memory of what was received goes back to where it came from.
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return .end
    }
}
