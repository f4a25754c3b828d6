import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOSSL
import ServerTesting
import Testing
import TollgateCatalogue
import TollgateConcurrency
import TollgateTesting

@testable import TollgateGateway

@Suite("Upstreams may be asked over HTTP/2", .realServers, .timeLimit(.minutes(5)))
struct HTTP2UpstreamTests {
    private final class Seen: Sendable {
        let headers = Lock<[HPACKHeaders]>([])
        let content = Lock("")
    }

    /// Runs `body` with a gateway that asks an upstream over HTTP/2.
    private func run(
        isSecure: Bool = false, protocols: [String] = ["h2"], limits: (inout GatewayLimits) -> Void = { _ in },
        receive: @escaping @Sendable (HTTP2Frame.FramePayload, FrameUpstream.Peer) -> Void,
        _ body: (HTTP2World) async throws -> Void
    ) async throws {
        var tls = isSecure ? try TLSFixture.server("server") : nil
        tls?.applicationProtocols = protocols
        try await FrameUpstream.run(tls: tls, receive: receive) { upstream in
            try await SocketGateway.run(
                upstream: upstream.port,
                catalogue: {
                    $0.apis[0].upstream = "\(isSecure ? "https" : "http")://localhost:\(upstream.port)/base/"
                    $0.apis[0].upstreamProtocol = .http2
                    $0.apis[0].upstreamTLS.settings.authorityFile = TLSFixture.path("authority")
                }, limits: limits
            ) { gateway in try await body(HTTP2World(gateway: gateway)) }
        }
    }

    /// Answers a header that is the end of a request.
    private static func hello(_ seen: Seen) -> @Sendable (HTTP2Frame.FramePayload, FrameUpstream.Peer) -> Void {
        { payload, peer in
            switch payload {
            case .headers(let header):
                seen.headers.withLock { $0.append(header.headers) }
                guard header.endStream else { return }
            case .data(let data):
                if case .byteBuffer(let part) = data.data { seen.content.withLock { $0 += String(buffer: part) } }
                guard data.endStream else { return }
            default: return
            }
            peer.send(.headers(.init(headers: [":status": "200", "x-own": "1"])))
            peer.send(.data(.init(data: .byteBuffer(ByteBuffer(string: "hello")))))
            peer.send(.headers(.init(headers: ["x-sum": "7"], endStream: true)))
        }
    }

    @Test("Requests of both versions are passed on, one after the other", arguments: [false, true])
    func passesOn(isSecure: Bool) async throws {
        let seen = Seen()
        try await run(isSecure: isSecure, receive: Self.hello(seen)) { world in
            try await world.converse { client in
                for stream in [1, 3] as [UInt32] {
                    try await client.send(
                        FrameClient.header(
                            stream, world.request("POST", "/payment-api/x?q", ("te", "trailers")), isLast: false),
                        .data(stream, "bo"), .data(stream, "dy"), FrameClient.header(stream, [("x-up", "2")]))
                    let answer = try await client.answer(stream)
                    #expect(answer.status == "200" && answer.body == "hello" && answer["x-own"] == "1")
                    #expect(answer.trailers.first?.0 == "x-sum")
                }
            }
            let plain = try await world.gateway.answer(
                world.gateway.request("GET /payment-api/y HTTP/1.1", "TE: trailers\r\nConnection: close, TE\r\n"))
            #expect(plain.hasPrefix("HTTP/1.1 200 "))
            #expect(plain.hasSuffix("5\r\nhello\r\n0\r\nx-sum: 7\r\n\r\n"))
        }
        let headers = seen.headers.withLock { $0 }
        #expect(headers.count == 5)
        let first = try #require(headers.first)
        #expect(first[":path"] == ["/base/x?q"] && first[":method"] == ["POST"] && first["te"] == ["trailers"])
        #expect(first[":scheme"] == [isSecure ? "https" : "http"])
        #expect(first[":authority"].first?.hasPrefix("localhost:") == true)
        #expect(first["x-tollgate-client"] == ["client-1"] && first["authorization"].isEmpty)
        #expect(headers[1]["x-up"] == ["2"])
        #expect(seen.content.withLock { $0 } == "bodybody")
    }

    @Test("An upstream that does not agree upon HTTP/2 is 502")
    func needsAgreement() async throws {
        try await run(isSecure: true, protocols: ["http/1.1"], receive: { _, _ in }) { world in
            let answer = try await world.gateway.answer(
                world.gateway.request("GET /payment-api/y HTTP/1.1", "Connection: close\r\n"))
            #expect(answer.hasPrefix("HTTP/1.1 502 "))
            #expect(world.gateway.observer.seen.reasons == ["the upstream does not agree to speak HTTP/2"])
        }
    }

    @Test("A status that is none is 502, and ends nothing else")
    func refusesStatuses() async throws {
        final class Box: Sendable {
            let statuses = Lock<[String]>([])
        }
        let box = Box()
        try await run(
            limits: { $0.upstreamFirstByte = .seconds(2) },
            receive: { payload, peer in
                guard case .headers = payload else { return }
                let status = box.statuses.withLock { $0.removeFirst() }
                // One field without a table, as a server writes it that checks nothing.
                let block: [UInt8] = [0x08, UInt8(status.utf8.count)] + Array(status.utf8)
                let id = FrameClient.bytes(UInt32(Int(peer.stream)))
                peer.send(raw: [0, 0, UInt8(block.count), 1, 5] + id + block)
            }
        ) { world in
            let bad = ["", "-1", "+200", "000", "099", "1000", "20", "2 0", "abc", "٢٠٠", "101", "20\r", "100"]
            var others: [String] = []
            for status in bad {
                box.statuses.withLock { $0 = [status, status] }
                let answer = try await world.gateway.answer(
                    world.gateway.request("GET /payment-api/y HTTP/1.1", "Connection: close\r\n"))
                if !answer.hasPrefix("HTTP/1.1 502 ") { others.append("`\(status)`: \(answer.prefix(12))") }
            }
            #expect(others == [])
            for number in 200...999 {
                box.statuses.withLock { $0 = ["\(number)", "\(number)"] }
                let answer = try await world.gateway.answer(
                    world.gateway.request("GET /payment-api/y HTTP/1.1", "Connection: close\r\n"))
                #expect(answer.hasPrefix("HTTP/1.1 \(number) "))
            }
        }
    }

    @Test("No bytes of an upstream end more than their connection")
    func survivesMutations() async throws {
        final class Box: Sendable {
            let random = Lock(SeededGenerator(seed: 2_026))
        }
        let box = Box()
        try await run(
            limits: {
                $0.upstreamFirstByte = .milliseconds(1)
                $0.upstreamIdle = .milliseconds(1)
            },
            receive: { payload, peer in
                guard case .headers = payload else { return }
                let id = FrameClient.bytes(UInt32(Int(peer.stream)))
                let block: [UInt8] = [0x88] + FrameClient.block([("x-own", "1"), ("content-type", "text/plain")])
                var bytes: [UInt8] =
                    [0, 0, UInt8(block.count), 1, 4] + id + block + [0, 0, 2, 0, 1] + id + [104, 105]
                box.random.withLock { random in
                    for _ in 0..<Int.random(in: 1...3, using: &random) {
                        let place = Int.random(in: 0..<bytes.count, using: &random)
                        bytes[place] = UInt8.random(in: 0...255, using: &random)
                    }
                }
                peer.send(raw: bytes)
            }
        ) { world in
            for _ in 0..<100 {
                let answer = try await world.gateway.answer(
                    world.gateway.request("GET /payment-api/y HTTP/1.1", "Connection: close\r\n"))
                // Where the head was good, and nothing was sent of it yet, there is nothing but the end.
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 "))
            }
        }
    }

    @Test("A stream that is reset, and a connection that goes away, are 502 or a broken answer")
    func tellsResets() async throws {
        try await run(receive: { payload, peer in
            guard case .headers(let header) = payload else { return }
            if header.headers[":path"].first == "/base/late" {
                peer.send(.headers(.init(headers: [":status": "200"])))
                peer.send(.data(.init(data: .byteBuffer(ByteBuffer(string: "hi")))))
            }
            peer.send(.rstStream(.internalError))
        }) { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request()))
                #expect(try await client.answer(1).status == "502")
                try await client.send(FrameClient.header(3, world.request("GET", "/payment-api/late")))
                #expect(try await client.answer(3).reset == 2)
            }
        }
    }

    @Test("A request that a reused connection has given up unseen is sent again")
    func repeatsUnseen() async throws {
        let seen = Seen()
        try await run(receive: { payload, peer in
            guard case .headers(let header) = payload else { return }
            seen.headers.withLock { $0.append(header.headers) }
            if peer.stream == 3 {
                return peer.send(.goAway(lastStreamID: 1, errorCode: .noError, opaqueData: nil), on: .rootStream)
            }
            peer.send(.headers(.init(headers: [":status": "204"], endStream: true)))
        }) { world in
            try await world.converse { client in
                for stream in [1, 3] as [UInt32] {
                    try await client.send(FrameClient.header(stream, world.request()))
                    #expect(try await client.answer(stream).status == "204")
                }
            }
        }
        #expect(seen.headers.withLock { $0.count } == 3)
    }

    @Test("Trailers of one answer are not those of the next")
    func forgetsTrailers() async throws {
        try await run(receive: { payload, peer in
            guard case .headers = payload else { return }
            guard peer.stream == 1 else {
                return peer.send(.headers(.init(headers: [":status": "200", "grpc-status": "9"], endStream: true)))
            }
            peer.send(.headers(.init(headers: [":status": "200"])))
            peer.send(.headers(.init(headers: ["grpc-status": "0", "x-secret": "1"], endStream: true)))
        }) { world in
            try await world.converse { client in
                var answers: [FrameClient.Answer] = []
                for stream in [1, 3] as [UInt32] {
                    try await client.send(
                        FrameClient.header(
                            stream, world.request() + [("content-type", "application/grpc"), ("te", "trailers")]))
                    answers.append(try await client.answer(stream))
                }
                #expect(answers[0].trailers.map(\.0) == ["grpc-status", "x-secret"])
                #expect(answers[1].trailers.isEmpty && answers[1]["grpc-status"] == "9")
                #expect(answers[1]["content-length"] == nil)
            }
        }
    }

    @Test("Much content passes in both directions, through windows of the least size")
    func passesMuch() async throws {
        let seen = Seen()
        try await run(receive: { payload, peer in
            switch payload {
            case .headers: return
            case .data(let data):
                guard case .byteBuffer(let part) = data.data else { return }
                seen.content.withLock { $0 += String(buffer: part) }
                if part.readableBytes > 0 {
                    for stream in [HTTP2StreamID.rootStream, peer.stream] where !data.endStream || stream == .rootStream
                    {
                        peer.send(.windowUpdate(windowSizeIncrement: part.readableBytes), on: stream)
                    }
                }
                guard data.endStream else { return }
                peer.send(.headers(.init(headers: [":status": "200"])))
                let text = seen.content.withLock { $0 }
                peer.send(.data(.init(data: .byteBuffer(ByteBuffer(string: text)), endStream: true)))
            default: return
            }
        }) { world in
            let body = String(repeating: "0123456789", count: 200_000)
            try await world.gateway.converse { client in
                try await client.send(
                    world.gateway.request(
                        "POST /payment-api/x HTTP/1.1", "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n"))
                try await client.send(body)
                _ = try await client.read(until: "\r\n\r\n")
                #expect(try await client.readToEnd().utf8.count > body.utf8.count)
            }
            #expect(seen.content.withLock { $0 } == body)
        }
    }
}
