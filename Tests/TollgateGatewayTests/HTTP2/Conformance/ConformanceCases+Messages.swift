extension ConformanceCase {
    /// h2spec's cases of section 8: requests, which are malformed here; and those of RFC 7541.
    static let messages = fields + requests + hpack

    private static let fields: [ConformanceCase] = [
        .frames("http2/8.1/1", "Sends a second HEADERS frame without the END_STREAM flag", .streamError(.protocol)) {
            [$0.post(), .data(1, "test"), FrameClient.header(1, [("x-test", "ok")], isLast: false)]
        },
        .malformed("8.1.2/1", "Sends a HEADERS frame that contains the header field name in uppercase letters") {
            $0.fields + [("X-TEST", "ok")]
        },
        .malformed("8.1.2.1/1", "Sends a HEADERS frame that contains a unknown pseudo-header field") {
            $0.fields.prefix(4) + [(":test", "ok")] + $0.fields.dropFirst(4)
        },
        .malformed(
            "8.1.2.1/2", "Sends a HEADERS frame that contains the pseudo-header field defined for response"
        ) { $0.fields.prefix(4) + [(":status", "200")] + $0.fields.dropFirst(4) },
        .frames(
            "http2/8.1.2.1/3", "Sends a HEADERS frame that contains a pseudo-header field as trailers",
            .streamError(.protocol)
        ) { [$0.post(), .data(1, "test"), FrameClient.header(1, [(":method", "POST")])] },
        .malformed(
            "8.1.2.1/4",
            "Sends a HEADERS frame that contains a pseudo-header field that appears in a header block after a regular "
                + "header field"
        ) { [("x-test", "ok")] + $0.fields },
        .malformed("8.1.2.2/1", "Sends a HEADERS frame that contains the connection-specific header field") {
            $0.fields + [("connection", "keep-alive")]
        },
        .malformed(
            "8.1.2.2/2",
            "Sends a HEADERS frame that contains the TE header field with any value other than \"trailers\""
        ) { $0.fields + [("trailers", "test"), ("te", "trailers, deflate")] },
    ]

    private static let requests: [ConformanceCase] = [
        .malformed("8.1.2.3/1", "Sends a HEADERS frame with empty \":path\" pseudo-header field") {
            $0.fields.map { $0.0 == ":path" ? (":path", "") : $0 }
        },
        .malformed("8.1.2.3/2", "Sends a HEADERS frame that omits \":method\" pseudo-header field") {
            $0.without(":method")
        },
        .malformed("8.1.2.3/3", "Sends a HEADERS frame that omits \":scheme\" pseudo-header field") {
            $0.without(":scheme")
        },
        .malformed("8.1.2.3/4", "Sends a HEADERS frame that omits \":path\" pseudo-header field") {
            $0.without(":path")
        },
        .malformed("8.1.2.3/5", "Sends a HEADERS frame with duplicated \":method\" pseudo-header field") {
            [(":method", "GET")] + $0.fields
        },
        .malformed("8.1.2.3/6", "Sends a HEADERS frame with duplicated \":scheme\" pseudo-header field") {
            [(":scheme", "http")] + $0.fields
        },
        .malformed("8.1.2.3/7", "Sends a HEADERS frame with duplicated \":path\" pseudo-header field") {
            [(":path", "/")] + $0.fields
        },
        .frames(
            "http2/8.1.2.6/1",
            "Sends a HEADERS frame with the \"content-length\" header field which does not equal the DATA frame "
                + "payload length", .streamError(.protocol)
        ) { [$0.post(("content-length", "1")), .data(1, "test", isLast: true)] },
        .frames(
            "http2/8.1.2.6/2",
            "Sends a HEADERS frame with the \"content-length\" header field which does not equal the sum of the "
                + "multiple DATA frames payload length", .streamError(.protocol)
        ) { [$0.post(("content-length", "1")), .data(1, "test"), .data(1, "test", isLast: true)] },
        .frames("http2/8.2/1", "Sends a PUSH_PROMISE frame", .connectionError(.protocol)) {
            [.init(type: 5, flags: 4, stream: 1, payload: [0, 0, 0, 3] + $0.block())]
        },
    ]

    /// A case with a header that is malformed (RFC 9113 §8.1.1).
    private static func malformed(
        _ id: String, _ sentence: String, _ fields: @escaping @Sendable (ConformanceRequest) -> [(String, String)]
    ) -> ConformanceCase {
        .frames("http2/\(id)", sentence, .streamError(.protocol)) { [FrameClient.header(1, fields($0))] }
    }

    private static let hpack: [ConformanceCase] = [
        .undecodable("2.3.3/1", "Sends a indexed header field representation with invalid index", [0xFE]),
        .undecodable(
            "2.3.3/2", "Sends a literal header field representation with invalid index", [0x7F, 0x10, 1, 0x78]),
        .undecodable("4.2/1", "Sends a dynamic table size update at the end of header block", [0x21]),
        .undecodable(
            "5.2/1", "Sends a Huffman-encoded string literal representation with padding longer than 7 bits",
            [0, 0x85, 0xF2, 0xB2, 0x4A, 0x84, 0xFF, 0x84, 0x49, 0x50, 0x9F, 0xFF]),
        .undecodable(
            "5.2/2", "Sends a Huffman-encoded string literal representation padded by zero",
            [0, 0x85, 0xF2, 0xB2, 0x4A, 0x84, 0xFF, 0x83, 0x49, 0x50, 0x90]),
        .undecodable(
            "5.2/3", "Sends a Huffman-encoded string literal representation containing the EOS symbol",
            [0, 0x85, 0xF2, 0xB2, 0x4A, 0x84, 0xFF, 0x87, 0xFF, 0xFF, 0xFF, 0xFD, 0x25, 0x42, 0x7F]),
        .undecodable("6.1/1", "Sends a indexed header field representation with index 0", [0x80]),
        .undecodable(
            "6.3/1", "Sends a dynamic table size update larger than the value of SETTINGS_HEADER_TABLE_SIZE", [],
            behind: [0x3F, 0xE2, 0x1F]),
    ]

    /// A case with bytes that no decoder may accept.
    private static func undecodable(
        _ id: String, _ sentence: String, _ more: [UInt8], behind prefix: [UInt8] = []
    ) -> ConformanceCase {
        .frames("hpack/\(id)", sentence, .connectionError(.compression)) { [$0.get(adding: more, behind: prefix)] }
    }
}
