internal import NIOHPACK

/// Makes a request head of a header of HTTP/2, and refuses what HTTP/1 would read in another way (RFC 9113 §8.2, §8.3).
///
/// swift-nio-http2 has checked the grammar of fields and which pseudo-fields there are.
enum HTTP2RequestReader {
    /// Reads a head.
    ///
    /// - Parameters:
    ///   - headers: The header as the decoder gives it.
    ///   - isComplete: Whether no content follows.
    ///   - request: The head that is filled in; its memory is used again.
    /// - Throws: ``RequestFault`` with the first fault of the request.
    static func read(
        _ headers: HPACKHeaders, isComplete: Bool, into request: inout RequestHead
    ) throws(RequestFault) {
        request.fields.removeAll()
        request.minorVersion = 1
        request.keepsAlive = true
        request.method = ""
        request.target = ""
        var authority: String?
        var cookies: [String] = []
        for (name, value, _) in headers {
            guard isAsSent(value) else { throw .malformed }
            switch name {
            case ":method": request.method = value
            case ":path": request.target = value
            case ":authority": authority = value
            case ":scheme": guard value == "http" || value == "https" else { throw .malformed }
            // Crumbs of one field (RFC 9113 §8.2.3).
            case "cookie": cookies.append(value)
            default:
                // The fields of a connection, and pseudo-fields that nobody knows.
                guard name.utf8.first != UInt8(ascii: ":") else { throw .malformed }
                try add(name, value, to: &request.fields)
            }
        }
        try check(request)
        if let authority { try add("host", authority, to: &request.fields) }
        if !cookies.isEmpty { try add("cookie", cookies.joined(separator: "; "), to: &request.fields) }
        try readFields(&request, isComplete: isComplete)
    }

    /// The fields behind the content.
    static func trailers(_ headers: HPACKHeaders) throws(RequestFault) -> FieldBlock {
        var fields = FieldBlock()
        for (name, value, _) in headers {
            guard isAsSent(value), name.utf8.first != UInt8(ascii: ":") else { throw .malformed }
            try add(name, value, to: &fields)
        }
        return fields
    }

    private static func add(_ name: String, _ value: String, to fields: inout FieldBlock) throws(RequestFault) {
        do throws(FieldFault) {
            try fields.receive(name, value)
        } catch {
            throw .malformed
        }
    }

    /// Whether a text is what was sent: where bytes were no UTF-8, the decoder has put a character in their place, and
    /// an upstream would see another text.
    private static func isAsSent(_ text: String) -> Bool {
        text.utf8Span.isKnownASCII || !text.unicodeScalars.contains("\u{FFFD}")
    }

    /// Checks method and path, which stand in the first line of HTTP/1.
    private static func check(_ request: RequestHead) throws(RequestFault) {
        guard request.method != "CONNECT" else { throw .method }
        guard 1...RequestLine.longestMethod ~= request.method.utf8.count,
            request.method.utf8.allSatisfy(RequestLine.isMethod)
        else { throw .malformed }
        guard request.target.utf8.first == UInt8(ascii: "/") || request.target == "*",
            request.target.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") })
        else { throw .malformed }
    }

    /// Whether a byte may stand in a method, or in the name of a field (RFC 9110 §5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func readFields(_ request: inout RequestHead, isComplete: Bool) throws(RequestFault) {
        request.host = nil
        request.authorization = nil
        request.hasSeveralAuthorizations = false
        request.upgrade = nil
        request.expectsContinue = false
        request.acceptsTrailers = false
        request.isGRPC = false
        request.timeLimit = nil
        var length: Int64?
        let fields = request.fields
        let bytes = fields.bytes.span
        for line in fields.lines {
            switch line.kind {
            case .host:
                guard RequestHeadReader.isHost(bytes, line.value) else { throw .host }
                // A `host` beside `:authority` has to say the same (RFC 9113 §8.3.1).
                if let host = request.host {
                    guard FieldValue.equals(bytes, host, bytes, line.value), !hasTwoHosts(fields) else { throw .host }
                }
                request.host = line.value
            case .contentLength:
                guard length == nil, let number = FieldValue.number(bytes, line.value) else { throw .length }
                length = number
            case .connection, .transferEncoding: throw .malformed
            case .authorization:
                if request.authorization != nil { request.hasSeveralAuthorizations = true }
                request.authorization = line.value
            case .expect:
                guard FieldValue.equals(bytes, line.value, "100-continue") else { throw .expectation }
                request.expectsContinue = true
            case .other:
                guard line.name.count == 12 else { break }
                if FieldValue.equals(bytes, line.name, "content-type") {
                    request.isGRPC = isGRPC(bytes, line.value)
                } else if FieldValue.equals(bytes, line.name, "grpc-timeout") {
                    request.timeLimit = GRPCTimeout.nanoseconds(bytes, line.value)
                }
            case .te: request.acceptsTrailers = FieldValue.equals(bytes, line.value, "trailers")
            default: break
            }
        }
        guard request.host != nil else { throw .host }
        // Whatever the method, content has a framing of its own: without one it would be the next request to an
        // upstream that speaks HTTP/1.
        if isComplete {
            guard length == nil || length == 0 else { throw .length }
            request.content = length == nil ? .none : .fixed(0)
            request.expectsContinue = false
        } else {
            request.content = length.map { .fixed($0) } ?? .streamed
        }
    }

    /// Whether a media type is one of gRPC, such as `application/grpc+proto`.
    private static func isGRPC(_ bytes: Span<UInt8>, _ type: Range<Int>) -> Bool {
        let own = type.prefix(16)
        guard own.count == 16, FieldValue.equals(bytes, own, "application/grpc") else { return false }
        guard type.count > 16 else { return true }
        return bytes[own.upperBound] == UInt8(ascii: "+") || bytes[own.upperBound] == UInt8(ascii: ";")
    }

    /// Whether there are more of them than one beside `:authority`.
    private static func hasTwoHosts(_ fields: FieldBlock) -> Bool { fields.lines.count { $0.kind == .host } > 2 }
}
