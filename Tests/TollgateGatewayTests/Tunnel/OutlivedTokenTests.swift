import NIOCore
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("What outlives its token ends, each in its own way")
struct OutlivedTokenTests {
    private static let events =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    private static let download = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"

    /// A token that expires after five minutes; the issuer lets clocks differ by some seconds.
    private func token(_ gateway: EmbeddedGateway) -> String {
        gateway.test.forge.token(payload: TokenClaims().json)
    }

    /// The time after which the token is not accepted any more.
    private func lifetime(_ gateway: EmbeddedGateway) -> Duration {
        .seconds(300 + gateway.test.gate.catalogue.source.issuers[0].clockSkewSeconds)
    }

    @Test("A WebSocket is closed with 1008 where a frame ends")
    func closesWebSockets() throws {
        let log = AccessLog(sample: 0, capacity: 100_000)
        let gateway = try UpgradedConnection.gateway(concurrency: 1, log: log)
        let tunnel = try UpgradedConnection(gateway, token: token(gateway))
        gateway.advance(by: lifetime(gateway) - .seconds(1))
        try tunnel.upstream.send("\u{1}\u{5}hel")
        gateway.advance(by: .milliseconds(1_100))
        #expect(try tunnel.client.received() == "\u{1}\u{5}hel" && tunnel.client.isOpen)
        try tunnel.upstream.send("lo\u{1}\u{3}not")
        #expect(
            try tunnel.client.receivedBytes() == Array("lo".utf8)
                + UpgradedConnection.close(1_008, "the token has expired"))
        #expect(!tunnel.upstream.isOpen && gateway.observer.seen.tunnels == 0)
        UpgradedConnection.closeInput(tunnel.client)
        #expect(!tunnel.client.isOpen && gateway.loop.connectionCount == 0)
        #expect(String(decoding: log.take().bytes, as: UTF8.self).contains(#""code":"token_expired","status":101"#))
    }

    @Test("A frame that has no end is not waited for")
    func cutsEndlessFrames() throws {
        let gateway = try UpgradedConnection.gateway()
        let tunnel = try UpgradedConnection(gateway, token: token(gateway))
        try tunnel.upstream.send("\u{2}\u{7F}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}")
        _ = try tunnel.client.received()
        gateway.advance(by: lifetime(gateway))
        try tunnel.upstream.send("abc")
        gateway.advance(by: .seconds(2))
        #expect(try tunnel.client.received() == "abc" && !tunnel.client.isOpen && !tunnel.upstream.isOpen)
    }

    @Test("A client that is denied is told so at once")
    func endsDenied() throws {
        let gateway = try UpgradedConnection.gateway()
        let tunnel = try UpgradedConnection(gateway)
        let other = try UpgradedConnection(gateway, token: gateway.token(client: "client-2"))
        gateway.test.gate.deniedClients.deny(issuer: TestCatalogue.issuer, client: "client-1")
        gateway.advance(by: .milliseconds(100))
        #expect(
            try tunnel.client.receivedBytes()
                == UpgradedConnection.close(1_008, "the client may not call the API any more"))
        #expect(try other.client.received().isEmpty && other.client.isOpen)
    }

    @Test("Streams of events end without their last chunk, and downloads go on unless the API says otherwise")
    func endsAnswers() throws {
        for (rule, endsEvents, endsDownloads) in [
            (API.OnExpiry.endStreams, true, false), (.end, true, true), (.proceed, false, false),
        ] {
            for (answer, ends) in [(Self.events, endsEvents), (Self.download, endsDownloads)] {
                let gateway = try UpgradedConnection.gateway({
                    $0.onExpiry = rule
                    $0.bounds.idle = .unbounded
                })
                let client = try gateway.client()
                try client.send(gateway.request(token: token(gateway)))
                let upstream = try #require(gateway.connector.last)
                try upstream.send(answer)
                gateway.advance(by: lifetime(gateway) - .milliseconds(200))
                #expect(client.isOpen)
                gateway.advance(by: .milliseconds(300))
                #expect(client.isOpen == !ends && upstream.isOpen == !ends)
                #expect(try client.received() == answer)
                let other = try gateway.client()
                try other.send(gateway.request())
                #expect(try gateway.connector.last?.received().hasPrefix("GET ") == true)
            }
        }
    }

    @Test("An upgraded connection that may go on does, and so does what needed no token")
    func letsGoOn() throws {
        let gateway = try UpgradedConnection.gateway({ $0.onExpiry = .proceed })
        let tunnel = try UpgradedConnection(gateway, token: token(gateway))
        gateway.advance(by: .seconds(500))
        #expect(try tunnel.client.received().isEmpty && tunnel.client.isOpen)
        let open = try UpgradedConnection.gateway({
            $0.publicPaths = [PathPattern("/x").map { PathRule(pattern: $0) }].compactMap { $0 }
        })
        let free = try UpgradedConnection(open, token: token(open))
        open.advance(by: .seconds(500))
        #expect(try free.client.received().isEmpty && free.client.isOpen)
    }

    @Test("A request whose answer has not begun is waited for")
    func waitsForAnswers() throws {
        let gateway = try UpgradedConnection.gateway({
            $0.onExpiry = .end
            $0.bounds.firstByteSeconds = 1_000
        })
        let client = try gateway.client()
        try client.send(gateway.request(token: token(gateway)))
        gateway.advance(by: .seconds(500))
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        #expect(try client.received().hasSuffix("hi"))
    }
}

@Suite("A stream of HTTP/2 that outlives its token is reset, and a call of gRPC has a status", .realServers)
struct OutlivedStreamTests {
    @Test("A stream of events is reset with CANCEL", .timeLimit(.minutes(2)))
    func resetsStreams() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nhello"
        try await HTTP2World.run(answer: { _ in answer }) { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request()))
                while client.soFar(1).body != "hello", try await client.readFrame() != nil {}
                world.gateway.test.gate.deniedClients.deny(issuer: TestCatalogue.issuer, client: "client-1")
                #expect(try await client.answer(1).reset == 8)
            }
        }
    }

    @Test("A call ends with status 16, whether its answer has begun or not", .timeLimit(.minutes(2)))
    func endsCalls() async throws {
        for answer in ["HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\n\r\nhello", ""] {
            try await HTTP2World.run(answer: { _ in answer }) { world in
                try await world.converse { client in
                    let fields = world.request("POST", "/payment-api/x", ("content-type", "application/grpc"))
                    try await client.send(FrameClient.header(1, fields, isLast: false))
                    if !answer.isEmpty {
                        try await client.send(.data(1, "x", isLast: true))
                        while client.soFar(1).body != "hello", try await client.readFrame() != nil {}
                    } else {
                        // The gateway has begun the request once it has got another one behind it.
                        try await client.send(FrameClient.header(3, world.request("GET", "/elsewhere")))
                        _ = try await client.answer(3)
                    }
                    world.gateway.test.gate.deniedClients.deny(issuer: TestCatalogue.issuer, client: "client-1")
                    let end = try await client.answer(1)
                    let status = answer.isEmpty ? end["grpc-status"] : end.trailers.first { $0.0 == "grpc-status" }?.1
                    #expect(status == "16" && end.isComplete)
                }
            }
        }
    }
}
