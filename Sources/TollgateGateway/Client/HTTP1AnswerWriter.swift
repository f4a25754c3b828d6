internal import NIOCore

/// Writes an answer as HTTP/1 and says where it ends (RFC 9112 §6).
struct HTTP1AnswerWriter {
    private enum Framing {
        case none
        /// So many bytes are left.
        case fixed(Int64)
        case chunked
        case untilEnd
    }

    private let isHead: Bool
    private let minorVersion: Int
    private let acceptsTrailers: Bool
    /// Whether the connection is used for another request afterwards.
    private(set) var keepsAlive: Bool
    /// Whether the head was written.
    private(set) var hasBegun = false
    private var framing = Framing.none

    /// A writer for the answer to a request.
    init(_ request: RequestHead) {
        isHead = request.isHead
        minorVersion = request.minorVersion
        acceptsTrailers = request.acceptsTrailers
        keepsAlive = request.keepsAlive
    }

    /// The connection will not be used again.
    mutating func close() { keepsAlive = false }

    /// Writes an interim answer, for clients that know of such.
    func writeInterim(_ head: ResponseHead, to out: inout [UInt8]) {
        guard minorVersion > 0, !hasBegun else { return }
        Self.writeStatusLine(head, to: &out)
        head.fields.write(to: &out) { Self.isPassedOn($0.kind) }
        out.writeLineEnd()
    }

    /// Writes the head of an answer that switches protocols (RFC 9110 §15.2.2).
    mutating func writeSwitch(
        _ head: ResponseHead, to name: String, adding added: FieldBlock, to out: inout [UInt8]
    ) {
        hasBegun = true
        Self.writeStatusLine(head, to: &out)
        out.writeStatic("Connection: Upgrade\r\nUpgrade: ")
        out.write(name)
        out.writeLineEnd()
        head.fields.write(to: &out) { Self.isPassedOn($0.kind) }
        added.write(to: &out)
        out.writeLineEnd()
    }

    /// Writes the head.
    mutating func writeHead(_ head: ResponseHead, adding added: FieldBlock, to out: inout [UInt8]) {
        hasBegun = true
        frame(head)
        Self.writeStatusLine(head, to: &out)
        head.fields.write(to: &out) { Self.isPassedOn($0.kind) }
        added.write(to: &out)
        switch framing {
        case .none:
            // It tells what an answer to `GET` would have (RFC 9110 §8.6).
            if let length = head.announcedLength, head.status >= 200, head.status != 204 {
                Self.writeLength(length, to: &out)
            }
        case .fixed(let length): Self.writeLength(length, to: &out)
        case .chunked: out.writeStatic("Transfer-Encoding: chunked\r\n")
        case .untilEnd: break
        }
        if !keepsAlive { out.writeStatic("Connection: close\r\n") }
        out.writeLineEnd()
    }

    /// Finds out how the end of the answer is told.
    private mutating func frame(_ head: ResponseHead) {
        guard !isHead, head.status >= 200, head.status != 204, head.status != 304 else {
            framing = .none
            return
        }
        switch head.content {
        case .none: framing = .fixed(0)
        case .fixed(let length): framing = .fixed(length)
        case .chunked, .untilEnd:
            if minorVersion > 0 {
                framing = .chunked
            } else {
                framing = .untilEnd
                keepsAlive = false
            }
        }
    }

    /// Writes a part of the content.
    ///
    /// - Parameters:
    ///   - content: The part.
    ///   - out: The bytes to be sent.
    /// - Returns: The bytes that have to be sent behind `out` as they are, if they are too long to be copied.
    mutating func write(_ content: ByteBuffer, to out: inout [UInt8]) -> ByteBuffer? {
        guard content.readableBytes > 0 else { return nil }
        switch framing {
        case .none: return nil
        case .fixed(let left):
            // An upstream's parser gives no more than was announced.
            framing = .fixed(max(0, left - Int64(content.readableBytes)))
        case .chunked:
            out.writeHexadecimal(content.readableBytes)
            out.writeLineEnd()
        case .untilEnd: break
        }
        guard content.readableBytes <= OutgoingBytes.copiedBytes else { return content }
        out.write(content.readableBytesUInt8Span)
        writePartEnd(to: &out)
        return nil
    }

    /// Writes what follows a part of the content.
    func writePartEnd(to out: inout [UInt8]) {
        if case .chunked = framing { out.writeLineEnd() }
    }

    /// Writes the end of the answer.
    ///
    /// - Parameters:
    ///   - trailers: The fields behind it, which are sent to clients that read them.
    ///   - out: The bytes to be sent.
    mutating func writeEnd(trailers: FieldBlock, to out: inout [UInt8]) {
        // An answer that is shorter than it said is followed by nothing.
        if case .fixed(let left) = framing, left > 0 { keepsAlive = false }
        guard case .chunked = framing else { return }
        out.writeStatic("0\r\n")
        if acceptsTrailers { trailers.write(to: &out) { $0.kind == .other } }
        out.writeLineEnd()
    }

    /// Whether a field of an answer is passed on.
    private static func isPassedOn(_ kind: FieldKind) -> Bool {
        switch kind {
        case .connection, .hopByHop, .contentLength, .transferEncoding, .te: false
        case .other, .date, .host, .authorization, .expect, .reserved, .forwarded, .forwardedFor, .forwardedProto,
            .forwardedHost, .clientCertificate:
            true
        }
    }

    private static func writeStatusLine(_ head: ResponseHead, to out: inout [UInt8]) {
        out.writeStatic("HTTP/1.1 ")
        out.writeDecimal(Int64(head.status))
        out.append(0x20)
        out.write(head.fields.bytes.span.extracting(head.reason))
        out.writeLineEnd()
    }

    private static func writeLength(_ length: Int64, to out: inout [UInt8]) {
        out.writeStatic("Content-Length: ")
        out.writeDecimal(length)
        out.writeLineEnd()
    }
}
