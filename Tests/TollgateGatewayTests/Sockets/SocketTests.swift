import NIOCore
import NIOPosix
import ServerTesting
import Testing
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("Over sockets, byte for byte", .realServers, .timeLimit(.minutes(3)))
struct SocketTests {
    private static func ok(_ text: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    @Test("Requests on one connection are answered one after the other, whichever way they come")
    func answers() async throws {
        try await SocketUpstream.run(answer: { _ in Self.ok("hello") }) { upstream in
            try await SocketGateway.run(upstream: upstream.port) { gateway in
                try await gateway.converse { client in
                    for _ in 0..<3 {
                        try await client.send(gateway.request())
                        #expect(try await client.read(until: "hello").hasPrefix("HTTP/1.1 200 OK\r\n"))
                    }
                    try await client.send(gateway.request() + gateway.request())
                    for _ in 0..<2 { #expect(try await client.read(until: "hello").hasPrefix("HTTP/1.1 200 OK\r\n")) }
                    for part in gateway.request().utf8.map({ String(UnicodeScalar($0)) }) {
                        try await client.send(part)
                    }
                    #expect(try await client.read(until: "hello").hasPrefix("HTTP/1.1 200 OK\r\n"))
                }
                #expect(try await gateway.answer(gateway.request("GET /payment-api/x HTTP/1.0")).hasSuffix("hello"))
            }
        }
    }

    @Test("An upstream that closes each connection behind its answer is asked on a new one")
    func survivesClosing() async throws {
        try await SocketUpstream.run(answer: { $0.contains("/silent ") ? "" : Self.ok("hello") }) { upstream in
            try await SocketGateway.run(upstream: upstream.port) { gateway in
                try await gateway.converse { client in
                    for path in ["x", "silent", "x", "silent"] {
                        try await client.send(gateway.request("GET /payment-api/\(path) HTTP/1.1"))
                        let answer = try await client.read(until: path == "x" ? "hello" : "}\n")
                        #expect(answer.hasPrefix("HTTP/1.1 \(path == "x" ? 200 : 502) "))
                    }
                }
            }
        }
    }

    @Test("Ten megabytes go through in both directions")
    func streams() async throws {
        let size = 10_000_000
        let content = String(repeating: "x", count: size)
        try await SocketUpstream.run(answer: { $0.hasPrefix("GET ") ? Self.ok(content) : nil }) { upstream in
            try await SocketGateway.run(upstream: upstream.port) { gateway in
                try await gateway.converse { client in
                    try await client.send(gateway.request())
                    _ = try await client.read(until: "\r\n\r\n")
                    #expect(try await client.count(upTo: size) == size)
                }
                try await gateway.converse { client in
                    let post = "POST /payment-api/x HTTP/1.1"
                    try await client.send(gateway.request(post, "Content-Length: \(size)\r\n"))
                    try await client.send(ByteBuffer(string: content))
                    await upstream.wait { $0 == .received(size) }
                }
            }
        }
    }

    @Test("Who does not read a long answer holds back the upstream, and who reads on gets the rest of it")
    func holdsBack() async throws {
        let size = 20_000_000
        let content = String(repeating: "x", count: size)
        try await SocketUpstream.run(answer: { _ in Self.ok(content) }) { upstream in
            try await SocketGateway.run(upstream: upstream.port) { gateway in
                try await gateway.converse { slow in
                    try await slow.send(gateway.request())
                    await upstream.wait { if case .asked = $0 { true } else { false } }
                    // Others are served meanwhile.
                    try await gateway.converse { client in
                        try await client.send(gateway.request())
                        _ = try await client.read(until: "\r\n\r\n")
                        #expect(try await client.count(upTo: size) == size)
                    }
                    _ = try await slow.read(until: "\r\n\r\n")
                    #expect(try await slow.count(upTo: size) == size)
                }
            }
        }
    }

    @Test("A client that sends its request and closes its side at once, as `nc -N` does, still gets the answer")
    func answersHalfClosed() async throws {
        try await SocketUpstream.run(answer: { _ in Self.ok("hello") }) { upstream in
            try await SocketGateway.run(upstream: upstream.port, limits: { $0.halfClosed = .seconds(60) }) { gateway in
                try await gateway.converse { client in
                    try await client.send(gateway.request())
                    client.closeOutput()
                    #expect(try await client.readToEnd().hasSuffix("hello"))
                }
            }
        }
    }

    @Test("A long last answer is sent to its end, however slowly it is read and whoever closes first")
    func sendsLastAnswers() async throws {
        let size = 5_000_000
        let content = String(repeating: "x", count: size)
        try await SocketUpstream.run(answer: { _ in Self.ok(content) }) { upstream in
            try await SocketGateway.run(
                upstream: upstream.port,
                limits: {
                    $0.farewell = .zero
                    $0.halfClosed = .seconds(60)
                }
            ) { gateway in
                for closes in [false, true] {
                    try await gateway.converse { client in
                        try await client.send(gateway.request("GET /payment-api/x HTTP/1.0"))
                        _ = try await client.read(until: "\r\n\r\n")
                        if closes { client.closeOutput() }
                        // All of it is written, as far as there is room for it.
                        for _ in 0..<5 { await gateway.server.sweep() }
                        #expect(try await client.count(upTo: size) == size)
                    }
                }
            }
        }
    }

    @Test("A client that is reset ends its upstream request at once, and one that closes its side a moment later")
    func noticesClients() async throws {
        try await SocketUpstream.run(answer: { $0.contains("/slow ") ? nil : Self.ok("hello") }) { upstream in
            try await SocketGateway.run(
                upstream: upstream.port, catalogue: { $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 1) }
            ) { gateway in
                for closes in [true, false] {
                    try await gateway.converse { client in
                        try await client.send(gateway.request("GET /payment-api/slow HTTP/1.1"))
                        await upstream.wait { if case .asked(let head) = $0 { head.contains("/slow ") } else { false } }
                        guard closes else { return try await client.resetAtEnd() }
                        client.closeOutput()
                        await upstream.wait { $0 == .closed }
                    }
                    if !closes { await upstream.wait { $0 == .closed } }
                    // Nobody holds the place any more.
                    let answer = try await gateway.answer(gateway.request("GET /payment-api/x HTTP/1.0"))
                    #expect(answer.hasSuffix("hello"))
                }
            }
        }
    }

    @Test("Connections beyond the maximum are answered 503, and served when others have ended")
    func boundsConnections() async throws {
        try await SocketUpstream.run(answer: { _ in Self.ok("hello") }) { upstream in
            try await SocketGateway.run(upstream: upstream.port, limits: { $0.connections = 1 }) { gateway in
                try await gateway.converse { client in
                    try await client.send(gateway.request())
                    _ = try await client.read(until: "hello")
                    let refused = try await gateway.answer(gateway.request())
                    #expect(refused.hasPrefix("HTTP/1.1 503 ") && refused.contains("\r\nRetry-After: 1\r\n"))
                    #expect(refused.hasSuffix("\"code\":\"connections_exhausted\"}\n"))
                    #expect(try await gateway.answer(gateway.request("HEAD / HTTP/1.1")).hasSuffix("\r\n\r\n"))
                }
                #expect(
                    gateway.observer.seen.refusedConnections
                        == Array(repeating: "max_connections 127.0.0.1:0 127.0.0.1", count: 2))
                var again = ""
                repeat {
                    again = try await gateway.answer(
                        gateway.request("GET /payment-api/x HTTP/1.1", "Connection: close\r\n"))
                } while again.hasPrefix("HTTP/1.1 503 ")
                #expect(again.hasSuffix("hello"))
            }
        }
    }

    @Test("A request whose key is being fetched waits for it, and for nothing else")
    func waitsForKeys() async throws {
        try await SocketUpstream.run(answer: { _ in Self.ok("hello") }) { upstream in
            try await SocketGateway.run(upstream: upstream.port, hasKeys: false) { gateway in
                try await gateway.converse { client in
                    try await client.send(gateway.request())
                    try await gateway.test.clock.waitForSleepers()
                    try await gateway.converse { other in
                        try await other.send(gateway.request("GET /nowhere HTTP/1.1"))
                        #expect(try await other.read(until: "}\n").hasPrefix("HTTP/1.1 404 "))
                    }
                    try gateway.test.install(gateway.test.forge)
                    #expect(try await client.read(until: "hello").hasPrefix("HTTP/1.1 200 "))
                }
            }
        }
    }

    @Test("A request whose key does not come is answered 503, and one whose client goes meanwhile is forgotten")
    func waitsForKeysInVain() async throws {
        try await SocketUpstream.run(answer: { _ in nil }) { upstream in
            try await SocketGateway.run(upstream: upstream.port, hasKeys: false) { gateway in
                try await gateway.converse { client in
                    try await gateway.converse { gone in
                        try await gone.send(gateway.request())
                        try await gateway.test.clock.waitForSleepers()
                        try await gone.resetAtEnd()
                    }
                    try await client.send(gateway.request())
                    try await gateway.test.clock.waitForSleepers(2)
                    gateway.test.clock.advance(by: .seconds(1))
                    let answer = try await client.read(until: "}\n")
                    #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.hasSuffix("\"code\":\"keys_unavailable\"}\n"))
                }
            }
        }
    }

    @Test("A gateway that ends accepts no connection, and cuts off what has not ended by its deadline")
    func drains() async throws {
        try await SocketUpstream.run(answer: { _ in nil }) { upstream in
            try await SocketGateway.run(upstream: upstream.port) { gateway in
                try await gateway.converse { client in
                    try await client.send(gateway.request())
                    await upstream.wait { if case .asked = $0 { true } else { false } }
                    async let isComplete = gateway.server.shutdown(within: .seconds(60))
                    try await gateway.test.clock.waitForSleepers()
                    await #expect(throws: (any Error).self) { try await gateway.answer(gateway.request()) }
                    gateway.test.clock.advance(by: .seconds(60))
                    #expect(try await client.readToEnd().hasPrefix("HTTP/1.1 502 "))
                    #expect(await !isComplete)
                }
            }
        }
    }
}
