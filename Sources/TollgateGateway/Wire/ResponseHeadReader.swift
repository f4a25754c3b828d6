internal import NIOCore

/// Reads the head of an upstream's answer (RFC 9112 §4, §5, §6).
///
/// Nothing is repaired: a head that could be read in two ways is refused.
enum ResponseHeadReader {
    /// Reads a head, if all of it has come.
    ///
    /// - Parameters:
    ///   - buffer: The bytes that have come and were not read yet; the head is taken from it.
    ///   - head: The head, to be filled in.
    ///   - searched: The number of bytes of the buffer that are known not to have the end of the head in them.
    ///   - isHead: Whether the request was `HEAD`.
    ///   - mayUpgrade: Whether the request has asked for another protocol.
    ///   - maximumBytes: The longest head.
    /// - Returns: Whether the head is complete.
    /// - Throws: ``AnswerFault`` with the first fault of the head.
    static func read(
        _ buffer: inout ByteBuffer, into head: inout ResponseHead, searched: inout Int, isHead: Bool,
        mayUpgrade: Bool, maximumBytes: Int
    ) throws(AnswerFault) -> Bool {
        guard let end = HeaderEnd.find(in: buffer.readableBytesUInt8Span, from: searched) else {
            guard buffer.readableBytes <= maximumBytes else { throw .headTooLong }
            searched = max(0, buffer.readableBytes - 3)
            return false
        }
        guard end <= maximumBytes else { throw .headTooLong }
        head.fields.removeAll()
        head.fields.receive(buffer.readableBytesUInt8Span.extracting(0..<end - 2))
        buffer.moveReaderIndex(forwardBy: end)
        searched = 0
        let fieldStart = try readStatusLine(&head)
        guard head.status != 101 || mayUpgrade else { throw .switchingProtocols }
        do throws(FieldFault) {
            try head.fields.findLines(from: fieldStart)
            let options = try head.fields.applyConnectionOptions()
            head.closes = options.closes || (head.minorVersion == 0 && !options.keepsAlive)
            head.upgrade = head.status == 101 && options.upgrades ? head.fields.upgrade : nil
        } catch {
            throw .fields(error)
        }
        try readFraming(&head, isHead: isHead)
        return true
    }

    /// Reads the first line, for example `HTTP/1.1 200 OK`.
    ///
    /// - Returns: The place at which the fields begin.
    private static func readStatusLine(_ head: inout ResponseHead) throws(AnswerFault) -> Int {
        let (status, minorVersion, reason) = try statusLine(head.fields.bytes.span)
        guard status >= 100 else { throw .status }
        head.status = status
        head.minorVersion = minorVersion
        head.reason = reason
        return reason.upperBound + 2
    }

    private static func statusLine(
        _ bytes: Span<UInt8>
    ) throws(AnswerFault) -> (status: Int, minorVersion: Int, reason: Range<Int>) {
        // `HTTP/1.`, a digit, a space, three digits, and at least the end of the line.
        let protocolName = "HTTP/1.".utf8Span.span
        guard bytes.count >= 14 else { throw .statusLine }
        for index in 0..<7 where bytes[index] != protocolName[index] { throw .statusLine }
        let minor = bytes[7] &- UInt8(ascii: "0")
        guard minor <= 9, bytes[8] == 0x20 else { throw .statusLine }
        var status = 0
        for index in 9..<12 {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { throw .statusLine }
            status = status * 10 + Int(digit)
        }
        let end = FieldValue.end(in: bytes, from: 12)
        guard end + 1 < bytes.count, bytes[end] == 0x0D, bytes[end + 1] == 0x0A else { throw .statusLine }
        guard end == 12 || bytes[12] == 0x20 else { throw .statusLine }
        return (status, minor == 0 ? 0 : 1, min(13, end)..<end)
    }

    /// Finds out what follows the head.
    private static func readFraming(_ head: inout ResponseHead, isHead: Bool) throws(AnswerFault) {
        let fields = head.fields
        let bytes = fields.bytes.span
        var length: Int64?
        var isChunked = false
        for line in fields.lines {
            switch line.kind {
            case .contentLength:
                guard length == nil, let number = FieldValue.number(bytes, line.value) else { throw .contentLength }
                length = number
            case .transferEncoding:
                guard !isChunked, head.minorVersion > 0, FieldValue.equals(bytes, line.value, "chunked") else {
                    throw .transferEncoding
                }
                isChunked = true
            default: break
            }
        }
        guard length == nil || !isChunked else { throw .contentLength }
        head.announcedLength = length
        // No content stands before what the protocol brings (RFC 9110 §8.6).
        guard head.status != 101 || (!isChunked && length ?? 0 == 0) else { throw .contentLength }
        if isHead || head.status < 200 || head.status == 204 || head.status == 304 {
            head.content = .none
        } else if isChunked {
            head.content = .chunked
        } else if let length {
            head.content = .fixed(length)
        } else {
            head.content = .untilEnd
            head.closes = true
        }
    }
}
