import NIOCore
import NIOSSL
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Requests come in over HTTP/2 (RFC 9113)", .realServers, .timeLimit(.minutes(5)))
struct HTTP2RequestTests {
    @Test("A request is passed on and answered, and so is the next one on its connection")
    func serves() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                for stream in [1, 3] as [UInt32] {
                    try await client.send(
                        FrameClient.header(stream, world.request("GET", "/payment-api/x?a=1", ("x-kept", "yes"))))
                    let answer = try await client.answer(stream)
                    #expect(answer.status == "200")
                    #expect(answer["content-length"] == "5")
                    #expect(answer["date"] != nil)
                    #expect(answer["x-ratelimit-limit"] == nil)
                    #expect(answer.body == "hello")
                }
            }
            #expect(world.upstream.requests == ["GET /x?a=1 HTTP/1.1", "GET /x?a=1 HTTP/1.1"])
            let text = try #require(world.upstream.received.first)
            #expect(text.contains("x-kept: yes\r\n"))
            #expect(text.contains("X-Forwarded-Host: gateway.example\r\n"))
            #expect(text.contains("X-Tollgate-Client: client-1\r\n"))
            #expect(!text.contains("authorization"))
        }
    }

    @Test("Over TLS it is agreed upon, and where a listener does not speak it HTTP/1 is")
    func agrees() async throws {
        for speaks in [true, false] {
            var settings = try ServerTLSSettings(fixtures: "server")
            settings.offersHTTP2 = speaks
            let tls = try ServerTLS(settings)
            try await HTTP2World.run(
                listener: {
                    $0.tls = tls
                    if !speaks { $0.http2 = nil }
                }
            ) { world in
                let offer = ClientTLS(protocols: ["h2", "http/1.1"])
                guard speaks else {
                    let address = try SocketAddress(ipAddress: "127.0.0.1", port: world.gateway.port)
                    try await SocketClient.with(address, tls: offer) { client in
                        try await client.send("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        #expect(try await client.read(until: "\r\n") == "HTTP/1.1 404 Not Found\r\n")
                    }
                    return
                }
                try await FrameClient.with(port: world.gateway.port, tls: offer) { client in
                    var fields = world.request()
                    fields[2].1 = "localhost:1"
                    try await client.send(FrameClient.header(1, fields))
                    #expect(try await client.answer(1).status == "200")
                    fields[2].1 = "other.example"
                    try await client.send(FrameClient.header(3, fields))
                    #expect(try await client.answer(3).status == "421")
                    // The connection goes on.
                    fields[2].1 = "127.0.0.1"
                    try await client.send(FrameClient.header(5, fields))
                    #expect(try await client.answer(5).status == "200")
                }
                #expect(world.upstream.received.first?.contains("X-Forwarded-Proto: https\r\n") == true)
            }
        }
    }

    @Test("Many requests are in progress at once, and one more than may be is refused unseen")
    func bounds() async throws {
        try await HTTP2World.run(
            answer: { _ in "" }, limits: { $0.connectionsPerUpstream = 64 },
            listener: { $0.http2?.maximumConcurrentStreams = 3 }
        ) { world in
            try await world.converse { client in
                try await client.send((0..<4).map { FrameClient.header(UInt32(1 + 2 * $0), world.request()) })
                #expect(try await client.answer(7).reset == 7)
                let settings = try #require(client.settings)
                #expect(settings.payload[0..<6] == [0, 3, 0, 0, 0, 3])
                // The others go on.
                try await client.send(.reset(1))
                #expect(client.soFar(3).reset == nil && client.soFar(3).goAway == nil)
            }
        }
    }

    @Test("Cookies that come apart are one field again (§8.2.3)")
    func joinsCookies() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                try await client.send(
                    FrameClient.header(
                        1, world.request("GET", "/payment-api/x", ("cookie", "a=1"), ("x", "y"), ("cookie", "b=2"))))
                #expect(try await client.answer(1).status == "200")
            }
            #expect(world.upstream.received.first?.contains("cookie: a=1; b=2\r\n") == true)
        }
    }

    @Test("HEAD and 304 have no content, whatever is announced", arguments: ["HEAD", "GET"])
    func leavesContentOut(method: String) async throws {
        try await HTTP2World.run(answer: { _ in
            method == "HEAD"
                ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"
        }) { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request(method)))
                let answer = try await client.answer(1)
                #expect(answer.status == (method == "HEAD" ? "200" : "304"))
                #expect(answer.body == "" && answer.isComplete)
                #expect(answer["content-length"] == (method == "HEAD" ? "5" : nil))
            }
        }
    }

    @Test("Trailers pass in both directions")
    func passesTrailers() async throws {
        try await HTTP2World.run(answer: { _ in
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 7\r\nContent-Length: 9\r\n\r\n"
        }) { world in
            try await world.converse { client in
                try await client.send(
                    FrameClient.header(1, world.request("POST", "/payment-api/x", ("te", "trailers")), isLast: false),
                    .data(1, "body"), FrameClient.header(1, [("x-own", "1"), ("x-tollgate-client", "root")]))
                let answer = try await client.answer(1)
                #expect(answer.body == "hi")
                #expect(answer.trailers.map(\.0) == ["x-sum"] && answer.trailers.map(\.1) == ["7"])
            }
            let text = try #require(world.upstream.received.first)
            #expect(text.contains("TE: trailers\r\n"))
            #expect(text.hasSuffix("4\r\nbody\r\n0\r\nx-own: 1\r\n\r\n"))
        }
    }

    @Test("A client that waits to be told is told to go on (RFC 9110 §10.1.1)")
    func continues() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                try await client.send(
                    FrameClient.header(
                        1, world.request("POST", "/payment-api/x", ("expect", "100-continue")), isLast: false))
                while client.soFar(1).status != "100" { _ = try await client.readFrame() }
                try await client.send(.data(1, "body", isLast: true))
                while client.soFar(1).status == "100" { _ = try await client.readFrame() }
                #expect(client.soFar(1).status == "200")
            }
        }
    }

    @Test("A request that is given up is given up at the upstream")
    func cancels() async throws {
        try await HTTP2World.run(answer: { _ in "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi" }) { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request()))
                while client.soFar(1).body.isEmpty { _ = try await client.readFrame() }
                try await client.send(.reset(1))
                await world.upstream.waitForEnd()
                try await client.send(FrameClient.header(3, world.request()))
                while client.soFar(3).body.isEmpty { _ = try await client.readFrame() }
            }
        }
    }

    @Test("An answer that breaks off is reset")
    func resetsBrokenAnswers() async throws {
        try await HTTP2World.run(answer: { _ in
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nx"
        }) { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request()))
                let answer = try await client.answer(1)
                #expect(answer.reset == 2 && !answer.isComplete)
            }
        }
    }

    @Test("A gateway that ends tells clients, and answers what is in progress")
    func goesAway() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request()))
                #expect(try await client.answer(1).status == "200")
                async let end = world.gateway.server.shutdown(within: .seconds(60))
                #expect(try await client.goAway() == 0)
                while try await client.readFrame() != nil {}
                #expect(client.isClosed)
                _ = await end
            }
        }
    }
}
