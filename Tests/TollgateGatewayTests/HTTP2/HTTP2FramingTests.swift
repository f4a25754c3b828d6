import NIOCore
import ServerTesting
import Testing

@testable import TollgateGateway

@Suite(
    "Of a request over HTTP/2 never come two at an upstream that speaks HTTP/1", .realServers, .timeLimit(.minutes(5)))
struct HTTP2FramingTests {
    private static let smuggled = "GET /admin HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test(
        "Content has a framing whatever the method is", arguments: ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "X"])
    func framesContent(method: String) async throws {
        try await HTTP2World.run(answer: { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }) { world in
            try await world.converse { client in
                try await client.send(
                    FrameClient.header(1, world.request(method), isLast: false),
                    .data(1, Self.smuggled, isLast: true))
                #expect(try await client.answer(1).status == "200")
                let length = ("content-length", "\(Self.smuggled.utf8.count)")
                var fields = world.request(method)
                fields.append(length)
                try await client.send(
                    FrameClient.header(3, fields, isLast: false), .data(3, Self.smuggled, isLast: true))
                #expect(try await client.answer(3).status == "200")
            }
            let heads = world.upstream.received.joined().split(
                separator: "\(method) /x HTTP/1.1\r\n", omittingEmptySubsequences: false)
            #expect(heads.count == 3)
            #expect(world.upstream.received.joined().lowercased().contains("transfer-encoding: chunked\r\n"))
            #expect(world.upstream.received.joined().contains("Content-Length: \(Self.smuggled.utf8.count)\r\n"))
        }
    }

    @Test(
        "A length that is not that of the content is a fault of the stream",
        arguments: [("5", "too long"), ("50", "short"), ("x", "body"), ("-1", "body"), ("0", "body")])
    func checksLengths(length: String, body: String) async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                let fields = world.request("POST") + [("content-length", length)]
                try await client.send(
                    FrameClient.header(1, fields, isLast: false), .data(1, body), .data(1, Self.smuggled, isLast: true))
                let answer = try await client.answer(1)
                #expect(answer.reset != nil || answer.status == "400", "\(answer)")
                try await client.send(FrameClient.header(3, world.request("GET", "/payment-api/next")))
                #expect(try await client.answer(3).status == "200")
            }
            let requests = world.upstream.requests
            #expect(!requests.contains("GET /admin HTTP/1.1"), "\(requests)")
            #expect(requests.last == "GET /next HTTP/1.1")
        }
    }

    @Test("A length and no content is malformed")
    func checksAbsentContent() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                try await client.send(FrameClient.header(1, world.request("POST") + [("content-length", "5")]))
                let answer = try await client.answer(1)
                #expect(answer.reset == 1 || answer.status == "400")
            }
            #expect(world.upstream.requests.isEmpty)
        }
    }

    @Test("A host that is not the authority is malformed, the same one is not (§8.3.1)")
    func comparesHosts() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                for (place, host) in ["other.example", "gateway.example, other", "", "gateway.example:1"].enumerated() {
                    let stream = UInt32(1 + 2 * place)
                    try await client.send(FrameClient.header(stream, world.request() + [("host", host)]))
                    let answer = try await client.answer(stream)
                    #expect(answer.status == "400" || answer.reset == 1, "\(host)")
                }
                try await client.send(
                    FrameClient.header(
                        11, world.request() + [("host", "gateway.example"), ("host", "gateway.example")]))
                #expect(try await client.answer(11).status == "400")
                #expect(world.upstream.requests.isEmpty)
                try await client.send(FrameClient.header(13, world.request() + [("host", "Gateway.example")]))
                #expect(try await client.answer(13).status == "200")
                var fields = world.request()
                fields.remove(at: 2)
                try await client.send(FrameClient.header(15, fields + [("host", "gateway.example")]))
                #expect(try await client.answer(15).status == "200")
                try await client.send(FrameClient.header(17, fields))
                #expect(try await client.answer(17).status == "400")
            }
        }
    }

    @Test("What could break a line of HTTP/1 is refused")
    func refusesBrokenLines() async throws {
        try await HTTP2World.run { world in
            func refuses(_ fields: [(String, String)]) async throws -> Bool {
                try await world.converse { client in
                    try await client.send(FrameClient.header(1, fields))
                    let answer = try await client.answer(1)
                    return answer.reset == 1 || answer.goAway != nil || client.isClosed
                        || ["400", "501"].contains(answer.status)
                }
            }
            var passed: [String] = []
            for method in ["GET / HTTP/1.1\r\nX: ", "GET /", "", "G\u{7F}T", "CONNECT", "GE,T", "g\tt"] {
                if try await !refuses(world.request(method)) { passed.append("method \(method)") }
            }
            for path in ["x", "http://a/", "", "/a b", "/a\tb", "/a\r\nX: y", "/a#b", "/\u{0}"] {
                if try await !refuses(world.request("GET", path)) { passed.append("path \(path)") }
            }
            for (name, value) in [
                ("X-Upper", "1"), ("x\u{E9}", "1"), ("x y", "1"), ("x:y", "1"), ("", "1"), ("x", "a\r\nb: c"),
                ("x", "a\nb"),
                ("x", "a\u{0}b"), ("connection", "close"), ("transfer-encoding", "chunked"), ("upgrade", "h2c"),
                ("keep-alive", "1"), ("proxy-connection", "x"), ("te", "gzip"), (":extra", "1"), (":status", "200"),
            ] {
                if try await !refuses(world.request() + [(name, value)]) { passed.append("\(name): \(value)") }
            }
            for scheme in ["ftp", "", "https://x"] {
                var fields = world.request()
                fields[1].1 = scheme
                if try await !refuses(fields) { passed.append("scheme \(scheme)") }
            }
            #expect(passed == [])
            #expect(world.upstream.requests.isEmpty)
        }
    }

    @Test("Fields that only a gateway may write are dropped, trailers as well")
    func dropsReservedFields() async throws {
        try await HTTP2World.run { world in
            try await world.converse { client in
                try await client.send(
                    FrameClient.header(
                        1,
                        world.request(
                            "GET", "/payment-api/x", ("x-forwarded-for", "1.2.3.4"), ("x_tollgate_client", "root"),
                            ("x-original-url", "/admin"), ("client-cert", ":AAAA:"))))
                #expect(try await client.answer(1).status == "200")
            }
            let text = try #require(world.upstream.received.first).lowercased()
            for dropped in ["1.2.3.4", "x_tollgate", "root", "/admin", "client-cert"] {
                #expect(!text.contains(dropped))
            }
        }
    }
}
