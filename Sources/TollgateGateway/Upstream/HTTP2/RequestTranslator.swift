internal import NIOCore
internal import NIOHPACK

/// Makes HTTP/2 of the bytes of requests as ``UpstreamRequestWriter`` and ``UploadWriter`` write them, without a socket.
///
/// They are the gateway's own: what it could not have written is a fault that ends the connection.
struct RequestTranslator {
    /// A part of a request.
    enum Event {
        /// The header; whether nothing follows.
        case header(HPACKHeaders, isLast: Bool)
        /// A part of the content.
        case content(ByteBuffer)
        /// The end, with the fields behind the content.
        case end(HPACKHeaders?)
    }

    /// A fault of bytes that are no request.
    struct Fault: Error {}

    private enum State {
        case head
        case fixed(left: Int64)
        case chunked
    }

    private let scheme: String
    private var state = State.head
    private var buffer = ByteBuffer()
    private var chunks = ChunkedDecoder()

    /// A translator of requests that are sent over TLS, or not.
    init(isSecure: Bool) {
        scheme = isSecure ? "https" : "http"
    }

    /// Bytes are to be sent.
    mutating func receive(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeImmutableBuffer(bytes) }
    }

    /// The next part; `nil` where more bytes are needed.
    mutating func next() throws(Fault) -> Event? {
        switch state {
        case .head: return try readHead()
        case .fixed(let left):
            guard buffer.readableBytes > 0 else { return nil }
            let count = Int(min(left, Int64(buffer.readableBytes)))
            guard let content = buffer.readSlice(length: count) else { return nil }
            state = left > Int64(count) ? .fixed(left: left - Int64(count)) : .head
            pendingEnd = left == Int64(count)
            return .content(content)
        case .chunked:
            do throws(AnswerFault) {
                switch try chunks.next(&buffer) {
                case nil: return nil
                case .content(let content): return .content(content)
                case .end:
                    state = .head
                    return .end(HTTP2Answer.trailers(chunks.trailers))
                }
            } catch {
                throw Fault()
            }
        }
    }

    /// Whether the content of a known length has come to its end, and nobody has been told.
    private var pendingEnd = false

    private mutating func readHead() throws(Fault) -> Event? {
        if pendingEnd {
            pendingEnd = false
            return .end(nil)
        }
        guard let end = HeaderEnd.find(in: buffer.readableBytesUInt8Span, from: 0),
            let bytes = buffer.readBytes(length: end)
        else { return nil }
        guard let lineEnd = bytes.firstIndex(of: 0x0D), lineEnd + 2 <= end - 2 else { throw Fault() }
        let words = bytes[..<lineEnd].split(separator: 0x20)
        guard words.count == 3 else { throw Fault() }
        var fields = FieldBlock()
        fields.receive(bytes.span.extracting(lineEnd + 2..<end - 2))
        do throws(FieldFault) { try fields.findLines(from: 0) } catch { throw Fault() }
        return try translate(method: words[0], target: words[1], fields)
    }

    private mutating func translate(
        method: ArraySlice<UInt8>, target: ArraySlice<UInt8>, _ fields: FieldBlock
    ) throws(Fault) -> Event {
        var header = HPACKHeaders()
        header.reserveCapacity(fields.lines.count + 4)
        header.add(name: ":method", value: String(decoding: method, as: UTF8.self))
        header.add(name: ":scheme", value: scheme)
        header.add(name: ":path", value: String(decoding: target, as: UTF8.self))
        if let host = fields.lines.first(where: { $0.kind == .host }) {
            header.add(name: ":authority", value: fields.text(host.value))
        }
        state = .head
        for line in fields.lines {
            switch line.kind {
            // What concerns a connection of HTTP/1.
            case .host, .connection, .hopByHop: continue
            case .transferEncoding:
                state = .chunked
                chunks = ChunkedDecoder()
                continue
            case .contentLength:
                guard let length = FieldValue.number(fields.bytes.span, line.value) else { throw Fault() }
                if length > 0 { state = .fixed(left: length) }
            default: break
            }
            header.add(name: HTTP2Answer.lowered(fields.bytes[line.name]), value: fields.text(line.value))
        }
        if case .head = state { return .header(header, isLast: true) }
        return .header(header, isLast: false)
    }
}
