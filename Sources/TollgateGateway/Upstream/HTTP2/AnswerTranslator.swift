internal import NIOCore
internal import NIOHPACK

/// Makes bytes of HTTP/1 of an answer over HTTP/2, for ``ResponseParser`` to read.
///
/// What comes from an upstream is hostile: whatever could end a line, and every status but three digits from 100 on, is
/// a fault.
struct AnswerTranslator {
    /// A fault of an answer that cannot be passed on.
    struct Fault: Error {}

    /// Whether the head of the final answer has come.
    private(set) var hasHead = false
    private var isChunked = false

    /// An answer that has not begun.
    init() {}

    /// Translates a header.
    ///
    /// - Parameters:
    ///   - header: The header.
    ///   - isLast: Whether nothing follows.
    ///   - closes: Whether the connection is used for no further request.
    ///   - out: The bytes, to which those of the header are added.
    /// - Throws: ``Fault``.
    mutating func translate(
        _ header: HPACKHeaders, isLast: Bool, closes: Bool, to out: inout ByteBuffer
    ) throws(Fault) {
        guard !hasHead else { return try translateTrailers(header, to: &out) }
        var status: Substring.UTF8View?
        var hasLength = false
        for (name, value, _) in header {
            guard Self.isSafe(value) else { throw Fault() }
            if name == ":status" { status = Substring(value).utf8 }
            if name == "content-length" { hasLength = true }
        }
        guard let status, status.count == 3, status.allSatisfy({ (0x30...0x39).contains($0) }),
            status.first != UInt8(ascii: "0")
        else { throw Fault() }
        let isInterim = status.first == UInt8(ascii: "1")
        guard !isInterim || !isLast else { throw Fault() }
        out.writeStaticString("HTTP/1.1 ")
        out.writeBytes(status)
        out.writeStaticString(" \r\n")
        for (name, value, _) in header where name.utf8.first != UInt8(ascii: ":") {
            try Self.write(name, value, to: &out)
        }
        if !isInterim {
            hasHead = true
            if isLast {
                // An answer to HEAD and a 304 tell the length of what they leave out.
                if !hasLength { out.writeStaticString("Content-Length: 0\r\n") }
            } else if !hasLength {
                isChunked = true
                out.writeStaticString("Transfer-Encoding: chunked\r\n")
            }
            if closes { out.writeStaticString("Connection: close\r\n") }
        }
        out.writeInteger(0x0D0A as UInt16)
    }

    /// Translates a part of the content.
    func translate(_ content: ByteBuffer, isLast: Bool, to out: inout ByteBuffer) throws(Fault) {
        guard hasHead else { throw Fault() }
        if isChunked, content.readableBytes > 0 {
            out.writeString(String(content.readableBytes, radix: 16))
            out.writeInteger(0x0D0A as UInt16)
        }
        out.writeImmutableBuffer(content)
        if isChunked, content.readableBytes > 0 { out.writeInteger(0x0D0A as UInt16) }
        if isChunked, isLast { out.writeStaticString("0\r\n\r\n") }
    }

    private func translateTrailers(_ header: HPACKHeaders, to out: inout ByteBuffer) throws(Fault) {
        // Where the length was told there is no place for them in HTTP/1.
        guard isChunked else { return }
        out.writeStaticString("0\r\n")
        for (name, value, _) in header {
            guard Self.isSafe(value), name.utf8.first != UInt8(ascii: ":") else { throw Fault() }
            try Self.write(name, value, to: &out)
        }
        out.writeInteger(0x0D0A as UInt16)
    }

    private static func write(_ name: String, _ value: String, to out: inout ByteBuffer) throws(Fault) {
        guard !name.isEmpty, name.utf8.allSatisfy(HTTP2RequestReader.isToken), name != "transfer-encoding",
            name != "connection"
        else { throw Fault() }
        out.writeString(name)
        out.writeStaticString(": ")
        out.writeString(value)
        out.writeInteger(0x0D0A as UInt16)
    }

    /// Whether a text has nothing in it that could end a line.
    private static func isSafe(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 ? $0 != 0x7F : $0 == 0x09 }
    }
}
