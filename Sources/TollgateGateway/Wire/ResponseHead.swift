/// The head of an answer, an upstream's or one of the gateway's own.
struct ResponseHead: Sendable {
    /// The framing of the content behind the head (RFC 9112 §6.3).
    enum Content: Equatable, Sendable {
        /// Nothing.
        case none
        /// So many bytes.
        case fixed(Int64)
        /// Chunks.
        case chunked
        /// Everything until the connection ends.
        case untilEnd
    }

    /// The status, from 100 to 999.
    var status = 0
    /// The place of the reason in the bytes of the fields.
    var reason = 0..<0
    /// The minor version of HTTP/1.
    var minorVersion = 1
    /// The fields; the status line stands before the first of them.
    var fields = FieldBlock()
    /// The framing of the content.
    var content = Content.none
    /// `Content-Length`, which an answer to `HEAD` and a 304 may have although nothing follows.
    var announcedLength: Int64?
    /// The place of the value of `Upgrade`, where the upstream switches protocols.
    var upgrade: Range<Int>?
    /// Whether the connection ends with this answer.
    var closes = false

    /// Whether another answer to the same request follows (RFC 9110 §15.2).
    var isInterim: Bool { (100..<200).contains(status) && status != 101 }

    /// Whether the content is of a type (RFC 9110 §8.3.1).
    ///
    /// - Parameter type: The type and subtype in lower case, whatever parameters there are.
    /// - Returns: Whether the first `Content-Type` says so.
    func hasMediaType(_ type: String) -> Bool {
        let bytes = fields.bytes.span
        for line in fields.lines where FieldValue.equals(bytes, line.name, "content-type") {
            var end = line.value.lowerBound
            while end < line.value.upperBound, bytes[end] != UInt8(ascii: ";") { end += 1 }
            return FieldValue.equals(bytes, FieldValue.trimmed(bytes, line.value.lowerBound..<end), type)
        }
        return false
    }

    /// A head with nothing in it.
    init() {}

    /// A head of the gateway's own.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - fields: The fields, but for those about length and connection.
    init(status: Int, _ fields: [(name: String, value: String)]) {
        self.status = status
        let phrase = ReasonPhrase.text(for: status)
        self.fields.addPreamble(phrase)
        reason = 0..<phrase.utf8.count
        for field in fields { self.fields.add(field.name, field.value) }
    }
}
