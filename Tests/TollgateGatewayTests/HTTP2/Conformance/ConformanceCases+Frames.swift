extension ConformanceCase {
    /// h2spec's cases of sections 6 and 7: each kind of frame, and the codes of errors.
    static let kinds = content + settings + others + windows + continuations + codes

    private static let content: [ConformanceCase] = [
        .frames("http2/6.1/1", "Sends a DATA frame with 0x0 stream identifier", .connectionError(.protocol)) { _ in
            [.data(0, "test", isLast: true)]
        },
        .frames(
            "http2/6.1/2",
            "Sends a DATA frame on the stream that is not in \"open\" or \"half-closed (local)\" state",
            .streamError(.streamClosed)
        ) { [FrameClient.header(1, $0.fields("POST")), .data(1, "test", isLast: true)] },
        .frames("http2/6.1/3", "Sends a DATA frame with invalid pad length", .connectionError(.protocol)) {
            [$0.post(("content-length", "4")), .init(type: 0, flags: 9, stream: 1, payload: [6] + "Test".utf8)]
        },
        .frames(
            "http2/6.2/1", "Sends a HEADERS frame without the END_HEADERS flag, and a PRIORITY frame",
            .connectionError(.protocol)
        ) { [$0.part(isLast: false), .priority(1), .continuation()] },
        .frames(
            "http2/6.2/2", "Sends a HEADERS frame to another stream while sending a HEADERS frame",
            .connectionError(.protocol)
        ) { [$0.part(isLast: false), $0.get(3), .continuation()] },
        .frames("http2/6.2/3", "Sends a HEADERS frame with 0x0 stream identifier", .connectionError(.protocol)) {
            [$0.get(0)]
        },
        .frames("http2/6.2/4", "Sends a HEADERS frame with invalid pad length", .streamError(.protocol)) {
            let block = FrameClient.block(Array($0.fields.prefix(4)))
            return [.init(type: 1, flags: 13, stream: 1, payload: [UInt8(block.count + 2)] + block)]
        },
        .frames("http2/6.3/1", "Sends a PRIORITY frame with 0x0 stream identifier", .connectionError(.protocol)) {
            _ in [.priority(0)]
        },
        .frames(
            "http2/6.3/2", "Sends a PRIORITY frame with a length other than 5 octets", .streamError(.frameSize)
        ) { [$0.get(), .init(type: 2, stream: 1, payload: [0x80, 0, 0, 1])] },
        .frames(
            "http2/6.3/3", "Sends a PRIORITY frame for an idle stream, then send a HEADER frame for a lower stream ID",
            .answer
        ) { [.priority(3), $0.get()] },
        .frames("http2/6.4/1", "Sends a RST_STREAM frame with 0x0 stream identifier", .connectionError(.protocol)) {
            _ in [.reset(0)]
        },
        .frames("http2/6.4/2", "Sends a RST_STREAM frame on a idle stream", .connectionError(.protocol)) { _ in
            [.reset(1)]
        },
        .frames(
            "http2/6.4/3", "Sends a RST_STREAM frame with a length other than 4 octets", .connectionError(.frameSize)
        ) { [$0.get(), .init(type: 3, stream: 1, payload: [0, 0, 0])] },
    ]

    private static let settings: [ConformanceCase] = [
        .frames("http2/6.5/1", "Sends a SETTINGS frame with ACK flag and payload", .connectionError(.frameSize)) { _ in
            [.init(type: 4, flags: 1, payload: [0])]
        },
        .frames("http2/6.5/2", "Sends a SETTINGS frame with 0x1 stream identifier", .connectionError(.protocol)) { _ in
            [.init(type: 4, stream: 1, payload: [0, 3, 0, 0, 0, 100])]
        },
        .frames(
            "http2/6.5/3", "Sends a SETTINGS frame with a length other than a multiple of 6 octets",
            .connectionError([.protocol, .frameSize])
        ) { _ in [.init(type: 4, payload: [0, 3, 0, 0, 0, 100, 0, 2])] },
        .frames(
            "http2/6.5.2/1", "SETTINGS_ENABLE_PUSH (0x2): Sends the value other than 0 or 1",
            .connectionError(.protocol)
        ) { _ in [.settings((2, 2))] },
        .frames(
            "http2/6.5.2/2",
            "SETTINGS_INITIAL_WINDOW_SIZE (0x4): Sends the value above the maximum flow control window size",
            .connectionError(.flowControl)
        ) { _ in [.settings((4, 1 << 31))] },
        .frames(
            "http2/6.5.2/3", "SETTINGS_MAX_FRAME_SIZE (0x5): Sends the value below the initial value",
            .connectionError(.protocol)
        ) { _ in [.settings((5, 16_383))] },
        .frames(
            "http2/6.5.2/4", "SETTINGS_MAX_FRAME_SIZE (0x5): Sends the value above the maximum allowed frame size",
            .connectionError(.protocol)
        ) { _ in [.settings((5, 16_777_216))] },
        .frames("http2/6.5.2/5", "Sends a SETTINGS frame with unknown identifier", .ping(zeros)) { _ in
            [.settings((0xFF, 1)), .ping()]
        },
        ConformanceCase("http2/6.5.3/1", "Sends multiple values of SETTINGS_INITIAL_WINDOW_SIZE", .data(1)) {
            client, request in
            try await client.change(.settings((4, 100), (4, 1)))
            try await client.send(request.get())
        },
        ConformanceCase("http2/6.5.3/2", "Sends a SETTINGS frame without ACK flag", .nothing) { client, _ in
            try await client.change(.settings((2, 0)))
        },
    ]

    private static let others: [ConformanceCase] = [
        .frames("http2/6.7/1", "Sends a PING frame", .ping(h2spec)) { _ in [.ping(h2spec)] },
        .frames("http2/6.7/2", "Sends a PING frame with ACK", .ping(h2spec)) { _ in
            [.ping(Array("invalid".utf8) + [0], flags: 1), .ping(h2spec)]
        },
        .frames(
            "http2/6.7/3", "Sends a PING frame with a stream identifier field value other than 0x0",
            .connectionError(.protocol)
        ) { _ in [.init(type: 6, stream: 1, payload: zeros)] },
        .frames(
            "http2/6.7/4", "Sends a PING frame with a length field value other than 8", .connectionError(.frameSize)
        ) { _ in [.ping([0, 0, 0, 0, 0, 0])] },
        .frames(
            "http2/6.8/1", "Sends a GOAWAY frame with a stream identifier other than 0x0", .connectionError(.protocol)
        ) { _ in [.goAway(0, stream: 1)] },
    ]

    private static let windows: [ConformanceCase] = [
        .frames(
            "http2/6.9/1", "Sends a WINDOW_UPDATE frame with a flow control window increment of 0",
            .connectionError(.protocol)
        ) { _ in [.window(0, 0)] },
        .frames(
            "http2/6.9/2", "Sends a WINDOW_UPDATE frame with a flow control window increment of 0 on a stream",
            .streamError(.protocol)
        ) { [$0.open(), .window(1, 0)] },
        .frames(
            "http2/6.9/3", "Sends a WINDOW_UPDATE frame with a length other than 4 octets",
            .connectionError(.frameSize)
        ) { _ in [.init(type: 8, payload: [0, 0, 1])] },
        ConformanceCase(
            "http2/6.9.1/1", "Sends SETTINGS frame to set the initial window size to 1 and sends HEADERS frame",
            .data(1)
        ) { client, request in
            try await client.change(.settings((4, 1)))
            try await client.send(request.get())
        },
        .frames(
            "http2/6.9.1/2",
            "Sends multiple WINDOW_UPDATE frames increasing the flow control window to above 2^31-1",
            .connectionError(.flowControl)
        ) { _ in [.window(0, 0x7FFF_FFFF), .window(0, 0x7FFF_FFFF)] },
        .frames(
            "http2/6.9.1/3",
            "Sends multiple WINDOW_UPDATE frames increasing the flow control window to above 2^31-1 on a stream",
            .reset(.flowControl)
        ) { [$0.open(), .window(1, 0x7FFF_FFFF), .window(1, 0x7FFF_FFFF)] },
        ConformanceCase(
            "http2/6.9.2/1", "Changes SETTINGS_INITIAL_WINDOW_SIZE after sending HEADERS frame", .data(1)
        ) { client, request in
            try await client.change(.settings((4, 0)))
            try await client.send(request.get())
            try await client.change(.settings((4, 1)))
        },
        ConformanceCase("http2/6.9.2/2", "Sends a SETTINGS frame for window size to be negative", .data(1)) {
            client, request in
            try await client.change(.settings((4, 3)))
            try await client.send(request.get())
            try await client.expectData(3)
            try await client.change(.settings((4, 2)))
            try await client.send(.window(1, 2))
        },
        .frames(
            "http2/6.9.2/3",
            "Sends a SETTINGS_INITIAL_WINDOW_SIZE settings with an exceeded maximum window size value",
            .connectionError(.flowControl)
        ) { _ in [.settings((4, 1 << 31))] },
    ]

    private static let continuations: [ConformanceCase] = [
        .frames("http2/6.10/1", "Sends multiple CONTINUATION frames preceded by a HEADERS frame", .answer) {
            [$0.part(), .continuation(isWhole: false), .continuation()]
        },
        .frames(
            "http2/6.10/2", "Sends a CONTINUATION frame followed by any frame other than CONTINUATION",
            .connectionError(.protocol)
        ) { [$0.part(isLast: false, method: "POST"), .continuation(isWhole: false), .data(1, "test", isLast: true)] },
        .frames(
            "http2/6.10/3", "Sends a CONTINUATION frame with 0x0 stream identifier", .connectionError(.protocol)
        ) { [$0.part(), .continuation(0)] },
        .frames(
            "http2/6.10/4", "Sends a CONTINUATION frame preceded by a HEADERS frame with END_HEADERS flag",
            .connectionError(.protocol)
        ) { [$0.get(), .continuation()] },
        .frames(
            "http2/6.10/5", "Sends a CONTINUATION frame preceded by a CONTINUATION frame with END_HEADERS flag",
            .connectionError(.protocol)
        ) { [$0.part(), .continuation(), .continuation()] },
        .frames(
            "http2/6.10/6", "Sends a CONTINUATION frame preceded by a DATA frame", .connectionError(.protocol)
        ) {
            [
                $0.part(isLast: false, method: "POST"), .data(1, "test", isLast: true), .continuation(isWhole: false),
                .continuation(0),
            ]
        },
    ]

    private static let codes: [ConformanceCase] = [
        .frames("http2/7/1", "Sends a GOAWAY frame with unknown error code", .end) { _ in [.goAway(0xFF)] },
        .frames("http2/7/2", "Sends a RST_STREAM frame with unknown error code", .ping(zeros)) {
            [$0.post(), .reset(1, 0xFF), .ping()]
        },
    ]
}
