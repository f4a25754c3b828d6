extension ConformanceCase {
    /// h2spec's cases of sections 3 to 5: how a connection begins, frames, streams.
    static let streams = beginnings + frames + states + identifiers + errors

    private static let beginnings: [ConformanceCase] = [
        ConformanceCase("http2/3.5/1", "Sends client connection preface", .nothing, isBegun: false) { client, _ in
            try await client.expectSettingsFirst()
        },
        // Not HTTP/2, so it is read as HTTP/1, in which it is no request either.
        ConformanceCase("http2/3.5/2", "Sends invalid connection preface", .end, isBegun: false) { _, _ in },
    ]

    private static let frames: [ConformanceCase] = [
        .frames("http2/4.1/1", "Sends a frame with unknown type", .ping(zeros)) { _ in
            [.init(type: 0x16, payload: zeros), .ping()]
        },
        .frames("http2/4.1/2", "Sends a frame with undefined flag", .ping(zeros)) { _ in [.ping(flags: 0x16)] },
        .frames("http2/4.1/3", "Sends a frame with reserved field bit", .ping(zeros)) { _ in
            [.init(type: 6, flags: 0x16, stream: 1 << 31, payload: zeros)]
        },
        .frames("http2/4.2/1", "Sends a DATA frame with 2^14 octets in length", .answer) {
            [$0.post(), .data(1, String(repeating: "x", count: 16_384), isLast: true)]
        },
        .frames(
            "http2/4.2/2", "Sends a large size DATA frame that exceeds the SETTINGS_MAX_FRAME_SIZE",
            .streamError(.frameSize)
        ) { [$0.post(), .data(1, String(repeating: "x", count: 16_385), isLast: true)] },
        .frames(
            "http2/4.2/3", "Sends a large size HEADERS frame that exceeds the SETTINGS_MAX_FRAME_SIZE",
            .connectionError(.frameSize)
        ) { [$0.get(adding: FrameClient.block([("x-dummy0", String(repeating: "x", count: 20_000))]))] },
        .frames("http2/4.3/1", "Sends invalid header block fragment", .connectionError(.compression)) { _ in
            [.init(type: 1, flags: 5, stream: 1, payload: [0x40])]
        },
        .frames(
            "http2/4.3/2", "Sends a PRIORITY frame while sending the header blocks", .connectionError(.protocol)
        ) { [$0.part(isLast: false), .priority(1), .continuation()] },
        .frames(
            "http2/4.3/3", "Sends a HEADERS frame to another stream while sending the header blocks",
            .connectionError(.protocol)
        ) { [$0.part(isLast: false), $0.get(3), .continuation()] },
    ]

    private static let states: [ConformanceCase] = [
        .frames("http2/5.1/1", "idle: Sends a DATA frame", .connectionError(.protocol)) { _ in
            [.data(1, "test", isLast: true)]
        },
        .frames("http2/5.1/2", "idle: Sends a RST_STREAM frame", .connectionError(.protocol)) { _ in [.reset(1)] },
        .frames("http2/5.1/3", "idle: Sends a WINDOW_UPDATE frame", .connectionError(.protocol)) { _ in
            [.window(1, 100)]
        },
        .frames("http2/5.1/4", "idle: Sends a CONTINUATION frame", .connectionError(.protocol)) {
            [.continuation(1, $0.block())]
        },
        .frames("http2/5.1/5", "half closed (remote): Sends a DATA frame", .streamError(.streamClosed)) {
            [$0.get(), .data(1, "test", isLast: true)]
        },
        .frames("http2/5.1/6", "half closed (remote): Sends a HEADERS frame", .streamError(.streamClosed)) {
            [$0.get(), $0.get()]
        },
        .frames(
            "http2/5.1/7", "half closed (remote): Sends a CONTINUATION frame",
            .streamError([.streamClosed, .protocol])
        ) { [$0.get(), .continuation(1, $0.block())] },
        .frames(
            "http2/5.1/8", "closed: Sends a DATA frame after sending RST_STREAM frame", .streamError(.streamClosed)
        ) { [$0.open(), .reset(1), .data(1, "test", isLast: true)] },
        .frames(
            "http2/5.1/9", "closed: Sends a HEADERS frame after sending RST_STREAM frame", .streamError(.streamClosed)
        ) { [$0.open(), .reset(1), $0.get()] },
        .frames(
            "http2/5.1/10", "closed: Sends a CONTINUATION frame after sending RST_STREAM frame",
            .streamError([.streamClosed, .protocol])
        ) { [$0.open(), .reset(1), .continuation()] },
        .closed(11, "DATA", [.streamClosed]) { _ in .data(1, "test", isLast: true) },
        .closed(12, "HEADERS", [.streamClosed]) { $0.get() },
        .closed(13, "CONTINUATION", [.streamClosed, .protocol]) { _ in .continuation() },
    ]

    /// A case that sends a frame on a stream that both sides have ended.
    private static func closed(
        _ number: Int, _ kind: String, _ codes: [Code],
        _ frame: @escaping @Sendable (ConformanceRequest) -> FrameClient.Frame
    ) -> ConformanceCase {
        ConformanceCase("http2/5.1/\(number)", "closed: Sends a \(kind) frame", .connectionError(codes)) {
            client, request in
            try await client.complete(request.get())
            try await client.send(frame(request))
        }
    }

    private static let identifiers: [ConformanceCase] = [
        .frames("http2/5.1.1/1", "Sends even-numbered stream identifier", .connectionError(.protocol)) { [$0.get(2)] },
        .frames(
            "http2/5.1.1/2", "Sends stream identifier that is numerically smaller than previous",
            .connectionError(.protocol)
        ) { [$0.get(5), $0.get(3)] },
        .frames(
            "http2/5.1.1/3", "Sends HEADERS frame with the stream which is in half-closed (remote) state",
            .streamError(.streamClosed)
        ) { [$0.get(5), $0.get(5)] },
        .frames(
            "http2/5.1.2/1",
            "Sends HEADERS frames that causes their advertised concurrent stream limit to be exceeded",
            .streamError([.protocol, .refusedStream])
        ) { request in [.settings((4, 0))] + (0...100 as ClosedRange<UInt32>).map { request.get(1 + 2 * $0) } },
        .frames("http2/5.3.1/1", "Sends HEADERS frame that depends on itself", .streamError(.protocol)) {
            [.init(type: 1, flags: 37, stream: 1, payload: [0, 0, 0, 1, 255] + $0.block())]
        },
        .frames("http2/5.3.1/2", "Sends PRIORITY frame that depend on itself", .streamError(.protocol)) { _ in
            [.priority(1, on: 1)]
        },
    ]

    private static let errors: [ConformanceCase] = [
        .frames("http2/5.4.1/1", "Sends an invalid PING frame for connection close", .end) { _ in
            [.init(type: 6, stream: 3, payload: zeros)]
        },
        .frames("http2/5.4.1/2", "Sends an invalid PING frame to receive GOAWAY frame", .goAway) { _ in
            [.init(type: 6, stream: 3, payload: zeros)]
        },
        .frames("http2/5.5/1", "Sends an unknown extension frame", .ping(zeros)) { _ in
            [.init(type: 0x16, payload: zeros), .ping()]
        },
        .frames(
            "http2/5.5/2", "Sends an unknown extension frame in the middle of a header block",
            .connectionError(.protocol)
        ) { [$0.part(), .init(type: 0x16, payload: zeros)] },
    ]
}
