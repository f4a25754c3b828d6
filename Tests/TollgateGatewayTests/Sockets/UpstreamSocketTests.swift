import NIOCore
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Upstreams over sockets", .realServers, .timeLimit(.minutes(3)))
struct UpstreamSocketTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let closing = "GET /payment-api/x HTTP/1.0"

    @Test("A name in /etc/hosts is found by the system, and one that nobody has is 502")
    func asksSystem() async throws {
        try await SocketUpstream.run(answer: { _ in Self.hello }) { upstream in
            for (host, end) in [("localhost", "hello"), ("nobody.invalid", "\"code\":\"upstream_unavailable\"}\n")] {
                try await SocketGateway.run(
                    upstream: upstream.port, catalogue: { $0.apis[0].upstream = "http://\(host):\(upstream.port)/" }
                ) { gateway in
                    let answer = try await gateway.answer(gateway.request(Self.closing))
                    #expect(answer.hasSuffix(end))
                }
            }
        }
    }

    @Test("A client that leaves a silent stream of events ends it at the upstream, and its place is free")
    func endsEvents() async throws {
        let events = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"
        try await SocketUpstream.run(answer: { _ in events }) { upstream in
            try await SocketGateway.run(
                upstream: upstream.port,
                catalogue: {
                    $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 1)
                    $0.apis[0].bounds.idle = .seconds(1)
                }
            ) { gateway in
                for _ in 0..<2 {
                    try await gateway.converse { client in
                        try await client.send(gateway.request())
                        #expect(try await client.read(until: "data: 1\n\n").hasPrefix("HTTP/1.1 200 "))
                        try await client.resetAtEnd()
                    }
                    await upstream.wait { $0 == .closed }
                }
            }
        }
    }

    @Test("A client that sends too much reads its 413, however much it has sent meanwhile")
    func refusesContent() async throws {
        try await SocketUpstream.run(answer: { _ in nil }) { upstream in
            try await SocketGateway.run(
                upstream: upstream.port, catalogue: { $0.apis[0].bounds.maximumBodyBytes = 100_000 }
            ) { gateway in
                let part = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
                for (framing, content) in [("Transfer-Encoding: chunked", part + part), ("Content-Length: 100001", "")]
                {
                    try await gateway.converse { client in
                        try await client.send(
                            gateway.request("POST /payment-api/x HTTP/1.1", framing + "\r\n") + content)
                        let answer = try await client.readToEnd()
                        #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("content_too_long"))
                    }
                    if !content.isEmpty { await upstream.wait { $0 == .closed } }
                }
            }
        }
    }

    @Test("A unix socket is an upstream, with a path before all paths and the host `localhost`")
    func usesUnixSockets() async throws {
        let socket = TemporarySocket()
        let answer: @Sendable (String) -> String? = { head in
            let text = head.split(separator: "\r\n").prefix(2).joined(separator: ", ")
            return "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
        }
        try await SocketUpstream.run(socket: socket.path, answer: answer) { upstream in
            for (path, line) in [("", "GET /x HTTP/1.1"), (":/v1/", "GET /v1/x HTTP/1.1")] {
                try await SocketGateway.run(
                    upstream: upstream.port, catalogue: { $0.apis[0].upstream = "unix:\(socket.path)\(path)" }
                ) { gateway in
                    let answer = try await gateway.answer(gateway.request(Self.closing))
                    #expect(answer.hasSuffix("\(line), Host: localhost"))
                }
            }
        }
        try await SocketGateway.run(
            upstream: 1, catalogue: { $0.apis[0].upstream = "unix:\(socket.path).gone" }
        ) { gateway in
            let answer = try await gateway.answer(gateway.request(Self.closing))
            #expect(answer.hasSuffix("\"code\":\"upstream_unavailable\"}\n"))
        }
    }

    @Test("Where nobody listens at the first address, of the other family, the next one is asked")
    func triesNext() async throws {
        try await SocketUpstream.run(answer: { _ in Self.hello }) { upstream in
            try await SocketGateway.run(
                upstream: upstream.port, resolver: TestResolver(["::1", "127.0.0.1", "127.0.0.2"]),
                catalogue: { $0.apis[0].upstream = "http://upstream.example:\(upstream.port)/" }
            ) { gateway in
                for _ in 0..<6 {
                    let answer = try await gateway.answer(gateway.request(Self.closing))
                    #expect(answer.hasSuffix("hello"))
                }
            }
        }
    }
}
