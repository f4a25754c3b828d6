internal import NIOCore

extension OwnAnswer {
    /// The same answer for a client of gRPC: a status of 200, and the one that counts in `grpc-status`.
    ///
    /// There is no content; the header is the only one, and the last (gRPC over HTTP/2, "Trailers-Only").
    func forGRPC() -> OwnAnswer {
        var fields: [(name: String, value: String)] = [("content-type", "application/grpc")]
        for line in head.fields.lines where !FieldValue.equals(head.fields.bytes.span, line.name, "content-type") {
            fields.append((head.fields.text(line.name), head.fields.text(line.value)))
        }
        fields.append(("grpc-status", "\(Self.code(for: head.status))"))
        fields.append(("grpc-message", Self.encoded(explanation)))
        var own = OwnAnswer(status: 200, fields)
        own.head.content = .none
        own.head.announcedLength = nil
        return own
    }

    /// The sentence for people in the content.
    private var explanation: String {
        let text = String(buffer: content)
        for member in ["\"error_description\":\"", "\"error\":\""] {
            guard let start = text.utf8.firstRange(of: member.utf8)?.upperBound else { continue }
            return String(text[start...].prefix { $0 != "\"" })
        }
        return ""
    }

    /// The status of gRPC for one of HTTP.
    ///
    /// Where the mapping for answers of servers that know nothing of gRPC says less than the gateway knows, it is not
    /// followed: 429 is RESOURCE_EXHAUSTED, and 504 DEADLINE_EXCEEDED.
    private static func code(for status: Int) -> Int {
        switch status {
        case 400, 417: 3
        case 401: 16
        case 403: 7
        case 404, 405, 501: 12
        case 408, 504: 4
        case 413, 429, 431: 8
        case 421, 502, 503: 14
        default: 2
        }
    }

    /// A message as its field has it: everything but printable ASCII is percent-encoded, and `%` too.
    private static func encoded(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "%") {
                out.append(byte)
            } else {
                PercentEncoding.write(byte, to: &out)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
