extension ConformanceCase {
    /// h2spec's cases of what every server has to do.
    static let generic = genericStreams + genericFrames + genericMessages + genericHPACK

    private static let genericStreams: [ConformanceCase] = [
        ConformanceCase("generic/1/1", "Sends a client connection preface", .nothing, isBegun: false) { client, _ in
            try await client.expectSettingsFirst()
        },
        .frames("generic/2/1", "Sends a PRIORITY frame on idle stream", .ping(zeros)) { _ in [.priority(1), .ping()] },
        .frames("generic/2/2", "Sends a WINDOW_UPDATE frame on half-closed (remote) stream", .data(1)) {
            [.settings((4, 0)), $0.get(), .window(1, 1)]
        },
        .frames("generic/2/3", "Sends a PRIORITY frame on half-closed (remote) stream", .data(1)) {
            [.settings((4, 0)), $0.get(), .priority(1), .window(1, 1)]
        },
        .frames("generic/2/4", "Sends a RST_STREAM frame on half-closed (remote) stream", .ping(zeros)) {
            [$0.get(), .reset(1), .ping()]
        },
        ConformanceCase("generic/2/5", "Sends a PRIORITY frame on closed stream", .ping(zeros)) { client, request in
            try await client.complete(request.get())
            try await client.send(.priority(1), .ping())
        },
    ]

    private static let genericFrames: [ConformanceCase] = [
        .frames("generic/3.1/1", "Sends a DATA frame", .answer) { [$0.post(), .data(1, "test", isLast: true)] },
        .frames("generic/3.1/2", "Sends multiple DATA frames", .answer) {
            [$0.post(), .data(1, "test"), .data(1, "test", isLast: true)]
        },
        .frames("generic/3.1/3", "Sends a DATA frame with padding", .answer) {
            [$0.post(), .init(type: 0, flags: 9, stream: 1, payload: [6] + "test".utf8 + [0, 0, 0, 0, 0, 0])]
        },
        .frames("generic/3.2/1", "Sends a HEADERS frame", .answer) { [$0.get()] },
        .frames("generic/3.2/2", "Sends a HEADERS frame with padding", .answer) {
            [.init(type: 1, flags: 13, stream: 1, payload: [8] + $0.block() + [UInt8](repeating: 0, count: 8))]
        },
        .frames("generic/3.2/3", "Sends a HEADERS frame with priority", .answer) {
            [.init(type: 1, flags: 37, stream: 1, payload: [0, 0, 0, 0, 255] + $0.block())]
        },
        .frames("generic/3.3/1", "Sends a PRIORITY frame with priority 1", .answer) {
            [.priority(1, weight: 0), $0.get()]
        },
        .frames("generic/3.3/2", "Sends a PRIORITY frame with priority 256", .answer) { [.priority(1), $0.get()] },
        .frames("generic/3.3/3", "Sends a PRIORITY frame with stream dependency", .answer) {
            [.priority(3, on: 1, weight: 0), $0.get()]
        },
        .frames("generic/3.3/4", "Sends a PRIORITY frame with exclusive", .answer) {
            [.priority(1, isExclusive: true, weight: 0), $0.get()]
        },
        .frames(
            "generic/3.3/5",
            "Sends a PRIORITY frame for an idle stream, then send a HEADER frame for a lower stream ID",
            .answer
        ) { [.priority(3), $0.get()] },
        .frames("generic/3.4/1", "Sends a RST_STREAM frame", .ping(zeros)) { [$0.open(), .reset(1), .ping()] },
        ConformanceCase("generic/3.5/1", "Sends a SETTINGS frame", .nothing) { client, _ in
            try await client.send(.settings((1, 4_096), (2, 1), (3, 100), (4, 65_535), (5, 16_384), (6, 100)))
            try await client.expectAcknowledgement()
        },
        .frames("generic/3.7/1", "Sends a PING frame", .ping(h2spec)) { _ in [.ping(h2spec)] },
        .frames("generic/3.8/1", "Sends a GOAWAY frame", .end) { _ in [.goAway(0)] },
        .frames("generic/3.9/1", "Sends a WINDOW_UPDATE frame with stream ID 0", .ping(zeros)) { _ in
            [.window(0, 1), .ping()]
        },
        .frames("generic/3.9/2", "Sends a WINDOW_UPDATE frame with stream ID 1", .answer) {
            [$0.get(), .window(1, 1)]
        },
        .frames("generic/3.10/1", "Sends a CONTINUATION frame", .answer) {
            let block = $0.block()
            return [
                .init(type: 1, flags: 1, stream: 1, payload: Array(block[..<5])), .continuation(1, Array(block[5...])),
            ]
        },
        .frames("generic/3.10/2", "Sends multiple CONTINUATION frames", .answer) {
            let block = $0.block()
            return [
                .init(type: 1, flags: 1, stream: 1, payload: Array(block[..<5])),
                .continuation(1, Array(block[5..<10]), isWhole: false), .continuation(1, Array(block[10...])),
            ]
        },
    ]

    private static let genericMessages: [ConformanceCase] = [
        .frames("generic/4/1", "Sends a GET request", .answer) { [$0.get()] },
        .frames("generic/4/2", "Sends a HEAD request", .answer) { [FrameClient.header(1, $0.fields("HEAD"))] },
        .frames("generic/4/3", "Sends a POST request", .answer) { [$0.post(), .data(1, "test", isLast: true)] },
        .frames("generic/4/4", "Sends a POST request with trailers", .answer) {
            [$0.post(("trailer", "x-test")), .data(1, "test"), FrameClient.header(1, [("x-test", "ok")])]
        },
    ]

    private static let genericHPACK: [ConformanceCase] = [
        .hpack(1, "indexed header field representation", [0x40, 1, 0x78, 1, 0x79, 0xBE]),
        .hpack(2, "literal header field with incremental indexing - indexed name", [0x7A, 6] + h2spec.prefix(6)),
        .hpack(
            3, "literal header field with incremental indexing - indexed name (with Huffman coding)", [0x7A] + coded),
        .hpack(4, "literal header field with incremental indexing - new name", [0x40] + name + [6] + h2spec.prefix(6)),
        .hpack(
            5, "literal header field with incremental indexing - new name (with Huffman coding)",
            [0x40] + codedName + coded),
        .hpack(6, "literal header field without indexing - indexed name", [0x0F, 43, 6] + h2spec.prefix(6)),
        .hpack(
            7, "literal header field without indexing - indexed name (with Huffman coding)", [0x0F, 43] + coded),
        .hpack(8, "literal header field without indexing - new name", [0] + name + [6] + h2spec.prefix(6)),
        .hpack(9, "literal header field without indexing - new name (huffman encoded)", [0] + codedName + coded),
        .hpack(10, "literal header field never indexed - indexed name", [0x1F, 43, 6] + h2spec.prefix(6)),
        .hpack(11, "literal header field never indexed - indexed name (huffman encoded)", [0x1F, 43] + coded),
        .hpack(12, "literal header field never indexed - new name", [0x10] + name + [6] + h2spec.prefix(6)),
        .hpack(13, "literal header field never indexed - new name (huffman encoded)", [0x10] + codedName + coded),
        .hpack(14, "dynamic table size update", behind: [0x20]),
        .hpack(15, "multiple dynamic table size update", behind: [0x20, 0x3F, 0xE1, 0x1F]),
    ]

    private static func hpack(
        _ number: Int, _ what: String, _ more: [UInt8] = [], behind prefix: [UInt8] = []
    ) -> ConformanceCase {
        .frames("generic/5/\(number)", "Sends a \(what)", .answer) { [$0.get(adding: more, behind: prefix)] }
    }

    static let zeros = [UInt8](repeating: 0, count: 8)
    static let h2spec = Array("h2spec".utf8) + [0, 0]
    /// `x-test`, and it and `h2spec` in Huffman's code.
    private static let name = [6] + Array("x-test".utf8)
    private static let codedName: [UInt8] = [0x85, 0xF2, 0xB2, 0x4A, 0x84, 0xFF]
    private static let coded: [UInt8] = [0x84, 0x9C, 0x48, 0xAC, 0xA4]
}
