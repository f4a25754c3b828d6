internal import NIOCore

/// Reads the head of a request (RFC 9112 §2, §3, §5, §6) and refuses what two servers could read in two ways.
///
/// Nothing is repaired: security rows 39 to 47, RFC 9112 §3.2, §6 and §11.2.
enum RequestHeadReader {
    /// Reads a head, if all of it has come.
    ///
    /// - Parameters:
    ///   - buffer: The bytes that have come and were not read yet; the head is taken from it.
    ///   - request: The head that is filled in; its memory is used again. Its method is empty where a fault was found
    ///     before it is known.
    ///   - searched: The number of bytes of the buffer that are known not to have the end of the head in them.
    ///   - maximumBytes: The longest head, from its first byte to the empty line.
    /// - Returns: Whether the head is complete.
    /// - Throws: ``RequestFault`` with the first fault of the request.
    static func read(
        _ buffer: inout ByteBuffer, into request: inout RequestHead, searched: inout Int, maximumBytes: Int
    ) throws(RequestFault) -> Bool {
        if searched == 0 { buffer.moveReaderIndex(forwardBy: emptyLines(buffer.readableBytesUInt8Span)) }
        guard let end = HeaderEnd.find(in: buffer.readableBytesUInt8Span, from: searched) else {
            request.method = ""
            guard buffer.readableBytes <= maximumBytes else { throw .headerTooLong }
            try checkBeginning(buffer.readableBytesUInt8Span, from: searched)
            searched = max(0, buffer.readableBytes - 3)
            return false
        }
        request.method = ""
        guard end <= maximumBytes else { throw .headerTooLong }
        request.fields.removeAll()
        request.fields.receive(buffer.readableBytesUInt8Span.extracting(0..<end - 2))
        buffer.moveReaderIndex(forwardBy: end)
        searched = 0
        let line = try RequestLine(request.fields.bytes.span)
        request.minorVersion = line.minorVersion
        request.method = request.fields.text(line.method)
        guard request.method != "CONNECT" else { throw .method }
        let options: (closes: Bool, keepsAlive: Bool, upgrades: Bool)
        do throws(FieldFault) {
            try request.fields.findLines(from: line.end)
            options = try request.fields.applyConnectionOptions()
        } catch {
            throw .malformed
        }
        try readFields(&request)
        // A tunnel begins behind the head, where other requests have their content.
        request.upgrade =
            options.upgrades && request.minorVersion > 0 && request.method == "GET" && request.content == .none
            ? request.fields.upgrade : nil
        // A client of HTTP/1.0 is not kept even where it asks: answers of unknown length could not be told apart.
        request.keepsAlive = request.minorVersion > 0 && !options.closes
        try readTarget(line.target, &request)
        return true
    }

    /// The number of bytes of empty lines before a request, which are left out (RFC 9112 §2.2).
    private static func emptyLines(_ bytes: Span<UInt8>) -> Int {
        var count = 0
        while count + 1 < bytes.count, bytes[count] == 0x0D, bytes[count + 1] == 0x0A { count += 2 }
        return count
    }

    /// Refuses early what can be no head any more: its sender would wait for an answer that does not come.
    private static func checkBeginning(_ bytes: Span<UInt8>, from start: Int) throws(RequestFault) {
        var index = 0
        while index < bytes.count, bytes[index] != 0x20 {
            // An empty line before the request may have come in part.
            guard RequestLine.isMethod(bytes[index]) || (index == 0 && bytes[0] == 0x0D && bytes.count == 1),
                index < RequestLine.longestMethod
            else { throw .malformed }
            index += 1
        }
        for index in max(1, start)..<max(1, start, bytes.count) {
            guard (bytes[index] == 0x0A) == (bytes[index - 1] == 0x0D), bytes[index] != 0 else { throw .malformed }
        }
    }

    private static func readFields(_ request: inout RequestHead) throws(RequestFault) {
        request.host = nil
        request.authorization = nil
        request.hasSeveralAuthorizations = false
        request.expectsContinue = false
        request.acceptsTrailers = false
        var length: Int64?
        var isChunked = false
        let fields = request.fields
        let bytes = fields.bytes.span
        for line in fields.lines {
            switch line.kind {
            case .host:
                guard request.host == nil, isHost(bytes, line.value) else { throw .host }
                request.host = line.value
            case .contentLength:
                guard length == nil, let number = FieldValue.number(bytes, line.value),
                    FieldValue.place(of: 0x09, in: bytes, line.value.upperBound..<line.end) == nil
                else { throw .length }
                length = number
            case .transferEncoding:
                guard request.minorVersion > 0, !isChunked else { throw .malformed }
                guard FieldValue.equals(bytes, line.value, "chunked") else { throw .transferCoding }
                isChunked = true
            case .authorization:
                if request.authorization != nil { request.hasSeveralAuthorizations = true }
                request.authorization = line.value
            case .expect:
                guard FieldValue.equals(bytes, line.value, "100-continue") else { throw .expectation }
                request.expectsContinue = request.minorVersion > 0
            case .te:
                var rest = line.value
                while let coding = FieldValue.nextElement(of: bytes, &rest) {
                    if FieldValue.equals(bytes, coding, "trailers") { request.acceptsTrailers = true }
                }
            default: break
            }
        }
        guard length == nil || !isChunked else { throw .length }
        guard request.host != nil || request.minorVersion == 0 else { throw .host }
        request.content = isChunked ? .streamed : length.map { .fixed($0) } ?? .none
        if request.content == .none || request.content == .fixed(0) { request.expectsContinue = false }
    }

    /// Takes path and query; an absolute target has to be for the host that `Host` names (RFC 9112 §3.2.2).
    static func readTarget(_ target: Range<Int>, _ request: inout RequestHead) throws(RequestFault) {
        let fields = request.fields
        let bytes = fields.bytes.span
        guard bytes[target.lowerBound] != UInt8(ascii: "/") else { return try take(target, &request) }
        guard let start = authorityStart(in: bytes, target) else {
            guard isAsterisk(bytes, target) || hasScheme(bytes, target) else { throw .malformed }
            // It belongs to no API; that is for the gate to say.
            return try take(target, &request)
        }
        var end = start
        while end < target.upperBound, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
        guard isHost(bytes, start..<end) else { throw .host }
        if let host = request.host, !FieldValue.equals(bytes, host, bytes, start..<end) { throw .host }
        try take(end..<target.upperBound, &request)
        if request.target.utf8.first != UInt8(ascii: "/") { request.target = "/" + request.target }
    }

    /// Takes a part as the target: as text, which it has to be, or the gate and an upstream would see two.
    private static func take(_ part: Range<Int>, _ request: inout RequestHead) throws(RequestFault) {
        let fields = request.fields
        guard let text = try? UTF8Span(validating: fields.bytes.span.extracting(part)) else { throw .malformed }
        request.target = String(copying: text)
    }

    private static func isAsterisk(_ bytes: Span<UInt8>, _ target: Range<Int>) -> Bool {
        target.count == 1 && bytes[target.lowerBound] == UInt8(ascii: "*")
    }

    /// Whether a target begins with letters and `://`.
    private static func hasScheme(_ bytes: Span<UInt8>, _ target: Range<Int>) -> Bool {
        var index = target.lowerBound
        while index < target.upperBound, UInt8(ascii: "a")...UInt8(ascii: "z") ~= bytes[index] | 0x20 { index += 1 }
        return index > target.lowerBound && target.upperBound - index >= 3
            && FieldValue.equals(bytes, index..<index + 3, "://")
    }

    /// The place of the authority in a target that begins with `http://` or `https://`.
    private static func authorityStart(in bytes: Span<UInt8>, _ target: Range<Int>) -> Int? {
        let start = target.lowerBound
        if target.count > 7, FieldValue.equals(bytes, start..<start + 7, "http://") { return start + 7 }
        if target.count > 8, FieldValue.equals(bytes, start..<start + 8, "https://") { return start + 8 }
        return nil
    }

    /// Whether a part is a host, with or without a port (RFC 3986 §3.2.2): nobody's name and password, and no list.
    static func isHost(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
        guard !part.isEmpty, bytes[part.lowerBound] != UInt8(ascii: ":") else { return false }
        for index in part {
            switch bytes[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"),
                UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "="):
                break
            default: return false
            }
        }
        return true
    }
}
