import NIOCore
import ServerTesting
import Testing
import TollgateTesting

@testable import TollgateGateway

@Suite("Known abuses of HTTP/2 end the connection, and cost the upstream little", .realServers, .timeLimit(.minutes(5)))
struct HTTP2AbuseTests {
    /// ENHANCE_YOUR_CALM (RFC 9113 §7).
    private static let calm: UInt32 = 11

    /// Checks that the gateway serves others still.
    private func expectServes(_ world: HTTP2World) async throws {
        try await world.converse { client in
            try await client.send(FrameClient.header(1, world.request()))
            let status = try await client.answer(1).status
            #expect(status == "200")
        }
    }

    @Test("Rapid reset: requests that are given up at once (CVE-2023-44487)")
    func endsRapidResets() async throws {
        try await HTTP2World.run(limits: { $0.connectionsPerUpstream = 8 }) { world in
            try await world.converse { client in
                for stream in 0..<300 as Range<UInt32> {
                    try await client.send(FrameClient.header(1 + 2 * stream, world.request()), .reset(1 + 2 * stream))
                }
                #expect(try await client.goAway() == Self.calm)
            }
            #expect(world.upstream.requests.count <= 201)
            try await expectServes(world)
        }
    }

    @Test("Streams that the client has the gateway reset (MadeYouReset, CVE-2025-8671)")
    func endsMadeResets() async throws {
        try await HTTP2World.run(answer: { _ in "" }, limits: { $0.connectionsPerUpstream = 8 }) { world in
            try await world.converse { client in
                for stream in 0..<300 as Range<UInt32> {
                    try await client.send(
                        FrameClient.header(1 + 2 * stream, world.request()), .window(1 + 2 * stream, 0x7FFF_FFFF))
                }
                #expect(try await client.goAway() != nil)
            }
            #expect(world.upstream.requests.count <= 201)
        }
    }

    @Test("CONTINUATION without end (CVE-2024-27983)")
    func endsContinuations() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                var frames = [FrameClient.header(1, world.request(), isWhole: false)]
                for number in 0..<1_000 {
                    frames.append(
                        .init(type: 9, stream: 1, payload: FrameClient.block([("x-\(number)", "y")])))
                }
                try await client.send(frames)
                #expect(try await client.goAway() == Self.calm)
            }
            #expect(world.upstream.requests.isEmpty)
            try await expectServes(world)
        }
    }

    @Test("A header that unfolds to more than is accepted (HPACK bomb)")
    func endsBombs() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                // One field of 4 000 bytes goes into the table, and is then told ten thousand times in one byte each.
                let value = String(repeating: "a", count: 3_900)
                var payload = FrameClient.block(world.request())
                payload += [0x40] + [1] + Array("x".utf8) + [0x7F] + [UInt8((3_900 - 127) & 127 | 128)]
                payload += [UInt8((3_900 - 127) >> 7)] + Array(value.utf8)
                payload += [UInt8](repeating: 0xBE, count: 10_000)
                try await client.send(.init(type: 1, flags: 5, stream: 1, payload: payload))
                #expect(try await client.goAway() != nil)
            }
            #expect(world.upstream.requests.isEmpty)
            try await expectServes(world)
        }
    }

    @Test(
        "SETTINGS, PING and PRIORITY without end",
        arguments: [
            FrameClient.Frame.settings((3, 100)), .init(type: 6, payload: [UInt8](repeating: 0, count: 8)),
            .init(type: 2, stream: 1, payload: [0, 0, 0, 3, 16]),
        ])
    func endsControlFloods(frame: FrameClient.Frame) async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                for _ in 0..<300 { try await client.send(frame) }
                #expect(try await client.goAway() == Self.calm)
            }
            try await expectServes(world)
        }
    }

    @Test("Empty DATA without end")
    func endsEmptyFrames() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request("POST"), isLast: false))
                try await client.send((0..<1_000).map { _ in .data(1, "") })
                #expect(try await client.goAway() == Self.calm)
            }
            try await expectServes(world)
        }
    }

    @Test("A window of 0 for ever: the answer waits, the upstream is not read, and the stream ends in time")
    func endsClosedWindows() async throws {
        try await HTTP2World.run(
            answer: { _ in "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" },
            limits: { $0.write = .milliseconds(200) }
        ) { world in
            try await world.converse(settings: .settings((4, 0))) { client in
                try await client.send(FrameClient.header(1, world.request()))
                let answer = try await client.answer(1)
                #expect(answer.status == "200" && answer.body.isEmpty && answer.reset == 8)
            }
        }
    }

    @Test("A window that opens lets the answer through, piece by piece")
    func honoursWindows() async throws {
        let body = String(repeating: "0123456789", count: 20_000)
        try await HTTP2World.run(answer: { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }) { world in
            try await world.converse(settings: .settings((4, 7))) { client in
                client.opensWindows = false
                try await client.send(FrameClient.header(1, world.request()))
                while client.soFar(1).body.utf8.count < 7 { _ = try await client.readFrame() }
                #expect(client.soFar(1).body == "0123456")
                try await client.send(.window(1, 5))
                while client.soFar(1).body.utf8.count < 12 { _ = try await client.readFrame() }
                #expect(client.soFar(1).body == "012345678901")
                client.opensWindows = true
                try await client.send(.window(1, 60_000))
                #expect(try await client.answer(1).body == body)
            }
        }
    }

    @Test("Content is taken as fast as the upstream takes it, and no faster")
    func boundsUploads() async throws {
        try await HTTP2World.run(answer: { _ in "" }) { world in
            // There is no connection to this upstream: it never accepts one.
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request("POST"), isLast: false))
                let part = String(repeating: "x", count: 16_000)
                for _ in 0..<4 { try await client.send(.data(1, part)) }
                let update = try await client.frame { $0.type == 8 && $0.stream == 1 }
                #expect(update.map { $0.number() <= 65_535 } == true)
            }
        }
    }

    @Test("Content beyond the window is an error of flow control")
    func endsOverflows() async throws {
        // As long as the key of its token is waited for, nothing is taken of it.
        try await SocketGateway.run(upstream: 1, hasKeys: false) { gateway in
            try await FrameClient.with(port: gateway.port) { client in
                let fields = [
                    (":method", "POST"), (":scheme", "http"), (":authority", "g"), (":path", "/payment-api/x"),
                    ("authorization", "Bearer \(gateway.token())"),
                ]
                try await client.send(FrameClient.header(1, fields, isLast: false))
                let part = String(repeating: "x", count: 16_384)
                for _ in 0..<5 { try await client.send(.data(1, part)) }
                let answer = try await client.answer(1)
                #expect(answer.reset == 3 || answer.goAway == 3)
            }
        }
    }

    @Test("A client that says nothing, or stops in the middle of a header, is given up in time")
    func boundsSilence() async throws {
        try await HTTP2World.run(limits: { $0.header = .milliseconds(500) }) { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request(), isWhole: false))
                while try await client.readFrame() != nil {}
                #expect(client.isClosed)
            }
            try await world.gateway.converse { client in
                try? await client.send("PRI * HT")
                let answer = try await client.readToEnd()
                #expect(answer == "")
            }
        }
    }

    @Test("Content that does not come is answered 408")
    func boundsContent() async throws {
        try await HTTP2World.run(limits: { $0.bodyIdle = .milliseconds(50) }) { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request("POST"), isLast: false), .data(1, "x"))
                let answer = try await client.answer(1)
                #expect(answer.status == "408")
            }
        }
    }

    @Test("No frames make it trap")
    func survivesMutations() async throws {
        try await HTTP2World.run { world in
            var random = SeededGenerator(seed: 9_113)
            for round in 0..<150 {
                try await world.converse { client in
                    var bytes = ByteBuffer()
                    for stream in 0..<4 as Range<UInt32> {
                        let id = 1 + 2 * stream
                        bytes.writeImmutableBuffer(
                            FrameClient.header(id, world.request("POST"), isLast: stream == 3).bytes)
                        bytes.writeImmutableBuffer(FrameClient.Frame.data(id, "body", isLast: stream == 0).bytes)
                        bytes.writeImmutableBuffer(FrameClient.header(id, [("x", "y")]).bytes)
                        bytes.writeImmutableBuffer(FrameClient.Frame.window(id, 5).bytes)
                        bytes.writeImmutableBuffer(FrameClient.Frame.reset(id).bytes)
                    }
                    for _ in 0..<Int.random(in: 1...6, using: &random) {
                        let place = Int.random(in: 0..<bytes.readableBytes, using: &random)
                        bytes.setInteger(UInt8.random(in: 0...255, using: &random), at: place)
                    }
                    try await client.send(bytes)
                    client.finish()
                    if round % 10 == 0 { while try await client.readFrame() != nil {} }
                }
            }
            try await expectServes(world)
        }
    }
}
