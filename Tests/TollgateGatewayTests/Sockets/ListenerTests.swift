import NIOCore
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Several listeners of one gateway, each with rules of its own", .realServers, .timeLimit(.minutes(3)))
struct ListenerTests {
    /// An answer that shows what the upstream was told of the client.
    @Sendable private static func echo(_ header: String) -> String {
        let told = header.split(separator: "\r\n").filter { $0.hasPrefix("X-Forwarded-") || $0.hasPrefix("Forwarded") }
        let text = told.joined(separator: ";") + "."
        return "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    private static let trusted = Result { try TrustedProxies(["127.0.0.1"]) }

    /// What comes for a text until the connection ends, which it may do before the text is sent.
    private func answer(_ port: Int, _ text: String) async throws -> String {
        try await SocketClient.with(port: port) { client in
            do { try await client.send(text) } catch ChannelError.ioOnClosedChannel { return "" }
            return try await client.readToEnd()
        }
    }

    private static let line = "GET /payment-api/x HTTP/1.0"

    @Test("The upstream is told the client's address, scheme and host as a trusted proxy tells them, and nobody else")
    func tellsOrigins() async throws {
        let claims =
            "X-Forwarded-For: 6.6.6.6, 192.0.2.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: a.example\r\n"
            + "Forwarded: for=192.0.2.8;proto=https;host=b.example\r\nX_Forwarded_For: 6.6.6.6\r\n"
            + "X-Forwarded-User: evil\r\nX-Real-IP: 6.6.6.6\r\nX-Tollgate-Client: evil\r\n"
        try await SocketUpstream.run(answer: Self.echo) { upstream in
            try await SocketGateway.run(upstream: upstream.port) { gateway in
                let plain = try await answer(gateway.port, gateway.request(Self.line, claims))
                #expect(
                    plain.hasSuffix(
                        "\r\n\r\nX-Forwarded-For: 127.0.0.1;X-Forwarded-Proto: http;X-Forwarded-Host: gateway.example.")
                )
                for (family, told) in [
                    (
                        ForwardedFamily.xForwarded,
                        "192.0.2.7, 127.0.0.1;X-Forwarded-Proto: https;X-Forwarded-Host: a.example."
                    ),
                    (.forwarded, "192.0.2.8, 127.0.0.1;X-Forwarded-Proto: https;X-Forwarded-Host: b.example."),
                ] {
                    var listener = GatewayListener(.tcp(host: "127.0.0.1", port: 0))
                    listener.trustedProxies = try Self.trusted.get()
                    listener.forwardedFamily = family
                    let port = try #require(try await gateway.server.listen(listener))
                    let found = try await answer(port, gateway.request(Self.line, claims))
                    #expect(found.hasSuffix("\r\n\r\nX-Forwarded-For: " + told))
                }
            }
        }
    }

    @Test("PROXY protocol is required on one listener and no request on another")
    func requiresProxyProtocol() async throws {
        try await SocketUpstream.run(answer: Self.echo) { upstream in
            try await SocketGateway.run(
                upstream: upstream.port,
                listener: {
                    $0.requiresProxyProtocol = true
                    $0.trustedProxies = try Self.trusted.get()
                }
            ) { gateway in
                let header = "PROXY TCP4 192.0.2.7 127.0.0.1 4711 80\r\n"
                let request = gateway.request(Self.line, "X-Forwarded-For: 6.6.6.6\r\n")
                let found = try await answer(gateway.port, header + request)
                #expect(found.contains("\r\n\r\nX-Forwarded-For: 192.0.2.7;"))
                #expect(try await answer(gateway.port, request) == "")
                #expect(try await answer(gateway.port, "PROXY TCP4 192.0.2.7\r\n" + request) == "")
                #expect(gateway.observer.seen.proxyFaults == [.missing, .malformed])
                try await SocketClient.with(port: gateway.port) { client in
                    for byte in ProxyHeaderTests.v2(0x21, 0x11, ProxyHeaderTests.v4Addresses) {
                        try await client.send(ByteBuffer(bytes: [byte]))
                    }
                    try await client.send(request)
                    #expect(try await client.readToEnd().contains("\r\n\r\nX-Forwarded-For: 192.0.2.7;"))
                }
                let other = try #require(
                    try await gateway.server.listen(GatewayListener(.tcp(host: "127.0.0.1", port: 0))))
                #expect(try await answer(other, header + request).hasPrefix("HTTP/1.1 400 "))
                var stranger = GatewayListener(.tcp(host: "127.0.0.1", port: 0))
                stranger.requiresProxyProtocol = true
                stranger.trustedProxies = try TrustedProxies(["192.0.2.1"])
                let port = try #require(try await gateway.server.listen(stranger))
                #expect(try await answer(port, header + request) == "")
                #expect(gateway.observer.seen.proxyFaults.last == .untrusted)
                #expect(
                    gateway.observer.seen.refusedConnections
                        == Array(repeating: "proxy_protocol 127.0.0.1:0 127.0.0.1", count: 3))
            }
        }
    }

    @Test("Where nobody could speak PROXY protocol a listener does not start, nor with a proxy that is no address")
    func refusesToStart() async throws {
        try await SocketGateway.run(upstream: 1) { gateway in
            for address in [GatewayListener.Address.tcp(host: "127.0.0.1", port: 0), .unix(path: "/tmp/never.sock")] {
                var listener = GatewayListener(address)
                listener.requiresProxyProtocol = true
                await #expect(throws: ListenerError.proxiesMissing) { try await gateway.server.listen(listener) }
                listener.trustedProxies = try TrustedProxies([listener.isUnix ? "127.0.0.1" : "unix"])
                await #expect(throws: ListenerError.proxiesMissing) { try await gateway.server.listen(listener) }
            }
        }
        #expect(throws: ListenerError.malformedProxy("10.0.0.0/33")) { try TrustedProxies(["::1", "10.0.0.0/33"]) }
    }

    /// A further listener with limits of its own, and its port.
    private func listen(_ gateway: SocketGateway, _ change: (inout ListenerLimits) -> Void) async throws -> Int {
        var limits = ListenerLimits()
        change(&limits)
        var listener = GatewayListener(.tcp(host: "127.0.0.1", port: 0))
        listener.limits = limits
        return try #require(try await gateway.server.listen(listener))
    }

    @Test("Who holds all connections of one address does not keep out another one")
    func boundsAddresses() async throws {
        try await SocketUpstream.run(answer: Self.echo) { upstream in
            try await SocketGateway.run(upstream: upstream.port, limits: { $0.connectionsPerAddress = 2 }) { gateway in
                try await gateway.converse { one in
                    try await one.send(gateway.request())
                    _ = try await one.read(until: "gateway.example.")
                    try await gateway.converse { two in
                        // Slow, but there.
                        try await two.send("GET /payment-api/x HTTP/1.1\r\n")
                        var refused = ""
                        repeat {
                            refused = try await answer(gateway.port, gateway.request(Self.line))
                        } while refused.hasPrefix("HTTP/1.1 200 ")
                        #expect(refused.hasPrefix("HTTP/1.1 503 "))
                        #expect(refused.hasSuffix("\"code\":\"address_connections_exhausted\"}\n"))
                        let address = try SocketAddress(ipAddress: "127.0.0.1", port: gateway.port)
                        let own = try SocketAddress(ipAddress: "127.0.0.2", port: 0)
                        let other = try await SocketClient.with(address, from: own) { client in
                            try await client.send(gateway.request(Self.line))
                            return try await client.readToEnd()
                        }
                        #expect(other.contains("\r\n\r\nX-Forwarded-For: 127.0.0.2;"))
                    }
                }
                let refused = gateway.observer.seen.refusedConnections
                #expect(!refused.isEmpty)
                #expect(refused.allSatisfy { $0 == "max_connections_per_address 127.0.0.1:0 127.0.0.1" })
            }
        }
    }

    @Test("Each listener has sizes of its own")
    func hasOwnSizes() async throws {
        try await SocketUpstream.run(answer: Self.echo) { upstream in
            try await SocketGateway.run(upstream: upstream.port) { gateway in
                let port = try await listen(gateway) {
                    $0.bodyBytes = 4
                    $0.headerBytes = 2_048
                }
                let post = gateway.request("POST /payment-api/x HTTP/1.0", "Content-Length: 5\r\n") + "hello"
                let long = gateway.request(Self.line, "A: \(String(repeating: "x", count: 3_000))\r\n")
                #expect(try await answer(port, post).hasPrefix("HTTP/1.1 413 "))
                #expect(try await answer(port, long).hasPrefix("HTTP/1.1 431 "))
                for request in [post, long] {
                    #expect(try await answer(gateway.port, request).hasPrefix("HTTP/1.1 200 "))
                }
            }
        }
    }

    @Test("Each listener has connections of its own, within those of the gateway")
    func hasOwnConnections() async throws {
        try await SocketUpstream.run(answer: Self.echo) { upstream in
            try await SocketGateway.run(upstream: upstream.port) { gateway in
                let port = try await listen(gateway) { $0.connections = 1 }
                try await SocketClient.with(port: port) { first in
                    try await first.send(gateway.request())
                    _ = try await first.read(until: "gateway.example.")
                    // It is full; the other one is not.
                    let refused = try await answer(port, gateway.request(Self.line))
                    #expect(refused.hasPrefix("HTTP/1.1 503 "))
                    #expect(refused.hasSuffix("\"code\":\"connections_exhausted\"}\n"))
                    #expect(try await answer(gateway.port, gateway.request(Self.line)).hasPrefix("HTTP/1.1 200 "))
                    try await first.send(gateway.request())
                    #expect(try await first.read(until: "gateway.example.").hasPrefix("HTTP/1.1 200 "))
                }
            }
        }
    }
}
