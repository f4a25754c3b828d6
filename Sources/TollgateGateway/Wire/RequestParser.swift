internal import NIOCore

/// Makes the parts of requests of what a client sends, byte for byte and without a socket.
///
/// A part is made when it is asked for: requests that come ahead wait as the bytes that they are.
struct RequestParser {
    /// A part of a request.
    enum Event {
        /// The head, which was filled in.
        case head
        /// A part of the content.
        case content(ByteBuffer)
        /// The request is complete, and so are ``RequestParser/trailers``.
        case end
    }

    private enum State {
        case head
        case fixed(left: Int64)
        case chunked
    }

    private let maximumHeadBytes: Int
    private var state = State.head
    private var buffer = ByteBuffer()
    private var searched = 0
    private var chunks = ChunkedDecoder()
    /// Whether the next part needs more bytes than have come.
    private(set) var needsBytes = true

    /// A parser for the requests of one connection, one after the other.
    ///
    /// - Parameter maximumHeadBytes: The longest head.
    init(maximumHeadBytes: Int) {
        self.maximumHeadBytes = maximumHeadBytes
    }

    /// The fields behind a chunked request.
    var trailers: FieldBlock { chunks.trailers }

    /// Whether bytes have come of which nothing was made yet.
    var hasBytes: Bool { buffer.readableBytes > 0 }

    /// Bytes have come.
    mutating func receive(_ bytes: ByteBuffer) {
        needsBytes = false
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// Forgets what has come: no part will be asked for any more.
    mutating func removeAll() { buffer = ByteBuffer() }

    /// Takes out what has come behind the last part: no part will be asked for any more.
    mutating func takeRest() -> ByteBuffer {
        defer { buffer = ByteBuffer() }
        return buffer
    }

    /// The next part; `nil` where more bytes are needed.
    ///
    /// - Parameter request: The head that is filled in.
    /// - Returns: The part.
    /// - Throws: ``RequestFault`` with the first fault; there is no part behind it.
    mutating func next(into request: inout RequestHead) throws(RequestFault) -> Event? {
        switch state {
        case .head:
            guard
                try RequestHeadReader.read(
                    &buffer, into: &request, searched: &searched, maximumBytes: maximumHeadBytes)
            else { return starve() }
            begin(request.content)
            return .head
        case .fixed(let left):
            guard left > 0 else { return end() }
            guard buffer.readableBytes > 0 else { return starve() }
            let count = Int(min(left, Int64(buffer.readableBytes)))
            guard let content = buffer.readSlice(length: count) else { return starve() }
            state = .fixed(left: left - Int64(count))
            return .content(content)
        case .chunked:
            switch try nextChunk() {
            case .content(let content): return .content(content)
            case .end: return end()
            case nil: return starve()
            }
        }
    }

    private mutating func begin(_ content: RequestHead.Content) {
        // Those of the request before are no one else's.
        if !chunks.trailers.lines.isEmpty { chunks = ChunkedDecoder() }
        switch content {
        case .none: state = .fixed(left: 0)
        case .fixed(let length): state = .fixed(left: length)
        case .streamed:
            chunks = ChunkedDecoder()
            state = .chunked
        }
    }

    private mutating func nextChunk() throws(RequestFault) -> ChunkedDecoder.Event? {
        do throws(AnswerFault) {
            let event = try chunks.next(&buffer)
            // A field that frames a message is none behind one (RFC 9110 §6.5.1).
            if case .end? = event, chunks.trailers.hasLine(.contentLength) || chunks.trailers.hasLine(.transferEncoding)
            {
                throw AnswerFault.chunk
            }
            return event
        } catch {
            if case .trailersTooLong = error { throw .headerTooLong }
            throw .malformed
        }
    }

    private mutating func end() -> Event {
        state = .head
        // The memory of what was received goes back to where it came from.
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return .end
    }

    private mutating func starve() -> Event? {
        needsBytes = true
        return nil
    }
}
