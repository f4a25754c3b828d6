import NIOCore
import NIOEmbedded
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("A connection is served by where it comes from")
struct ArrivingConnectionTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    /// A gateway that requires PROXY protocol from the address that its clients have by default.
    private func gateway(
        proxies: [String] = ["192.0.2.7"], limits: (inout GatewayLimits) -> Void = { _ in }
    ) throws -> EmbeddedGateway {
        let trusted = try TrustedProxies(proxies)
        return try EmbeddedGateway(
            limits: limits,
            listener: {
                $0.requiresProxyProtocol = true
                $0.trustedProxies = trusted
            })
    }

    private func forwardedFor(_ gateway: EmbeddedGateway) throws -> String? {
        let sent = try gateway.connector.last?.received() ?? ""
        try gateway.connector.last?.send(Self.ok)
        return sent.split(separator: "\r\n").first { $0.hasPrefix("X-Forwarded-For: ") }.map {
            String($0.dropFirst(17))
        }
    }

    @Test("The address of a PROXY header is the client's, wherever the header and what follows it are cut")
    func readsHeaders() throws {
        let text = Array("PROXY TCP6 2001:db8::9 ::1 4711 80\r\n".utf8)
        for header in [text, ProxyHeaderTests.v2(0x21, 0x21, ProxyHeaderTests.v6Addresses)] {
            let gateway = try gateway()
            let bytes = header + Array(gateway.request().utf8)
            for cut in 0...min(bytes.count, header.count + 40) {
                let client = try gateway.client()
                try client.send(ByteBuffer(bytes: bytes.prefix(cut)))
                try client.send(ByteBuffer(bytes: bytes.dropFirst(cut)))
                #expect(try forwardedFor(gateway) == (header == text ? "2001:db8::9" : "2001:db8::7"))
                #expect(try client.received() == Self.ok)
                client.vanish()
            }
            let slow = try gateway.client()
            for byte in bytes { try slow.send(ByteBuffer(bytes: [byte])) }
            #expect(try forwardedFor(gateway)?.hasPrefix("2001:db8::") == true)
            #expect(try slow.received() == Self.ok)
            // The next request on it is from the same address.
            try slow.send(gateway.request())
            #expect(try forwardedFor(gateway)?.hasPrefix("2001:db8::") == true)
        }
    }

    @Test("Where a proxy cannot tell, its own address counts, and what stands in the request is not believed")
    func readsUnknown() throws {
        let gateway = try gateway()
        func found(_ header: [UInt8]) throws -> String? {
            let client = try gateway.client()
            try client.send(ByteBuffer(bytes: header))
            try client.send(gateway.request("GET /payment-api/x HTTP/1.1", "X-Forwarded-For: 6.6.6.6\r\n"))
            return try forwardedFor(gateway)
        }
        #expect(try found(Array("PROXY UNKNOWN\r\n".utf8)) == "192.0.2.7")
        #expect(try found(ProxyHeaderTests.v2(0x21, 0, [])) == "192.0.2.7")
        #expect(try found(ProxyHeaderTests.v2(0x21, 0x31, Array(repeating: 1, count: 216))) == "192.0.2.7")
        // The client's address is not trusted either; that of a trusted proxy, and the proxy itself, is.
        #expect(try found(Array("PROXY TCP4 192.0.2.8 192.0.2.9 1 1\r\n".utf8)) == "192.0.2.8")
        #expect(try found(Array("PROXY TCP4 192.0.2.7 192.0.2.9 1 1\r\n".utf8)) == "6.6.6.6, 192.0.2.7")
        #expect(try found(ProxyHeaderTests.v2(0x20, 0, [])) == "6.6.6.6, 192.0.2.7")
    }

    @Test("A connection without a PROXY header, with a bad one, or from who is not trusted is closed without a word")
    func refuses() throws {
        let gateway = try gateway()
        let rows: [(String, ProxyProtocolFault)] = [
            (gateway.request(), .missing), ("PROXY TCP4 x\r\n", .malformed),
            ("PROXY UNKNOWN " + String(repeating: "x", count: 200), .tooLong),
        ]
        for (text, fault) in rows {
            let client = try gateway.client()
            try client.send(text)
            #expect(!client.isOpen)
            #expect(try client.received() == "")
            #expect(gateway.observer.seen.proxyFaults.last == fault)
        }
        let stranger = try gateway.client(address: "192.0.2.8")
        #expect(!stranger.isOpen)
        #expect(gateway.observer.seen.proxyFaults.last == .untrusted)
        let closing = try gateway.client()
        try closing.send("PROXY TC")
        closing.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        closing.settle()
        #expect(!closing.isOpen)
        #expect(gateway.observer.seen.proxyFaults.last == .missing)
        // A balancer that looks whether somebody listens does nothing wrong.
        let faults = gateway.observer.seen.proxyFaults.count
        let probe = try gateway.client()
        probe.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        probe.settle()
        #expect(!probe.isOpen && gateway.observer.seen.proxyFaults.count == faults)
        #expect(gateway.loop.connectionCount == 0 && gateway.connector.peers.isEmpty)
    }

    @Test("A PROXY header has the time that a request's header has, and the request's begins behind it")
    func boundsTime() throws {
        let gateway = try gateway()
        let silent = try gateway.client()
        let slow = try gateway.client()
        try slow.send("PROXY UNKNOWN")
        gateway.advance(by: .seconds(10))
        #expect(silent.isOpen && slow.isOpen)
        try slow.send("\r\nGET")
        gateway.advance(by: .milliseconds(200))
        #expect(!silent.isOpen && slow.isOpen)
        #expect(gateway.observer.seen.proxyFaults == [.timeout])
        let waiting = try gateway.client()
        gateway.drain()
        #expect(waiting.isOpen)
        gateway.advance(by: .milliseconds(1_200))
        #expect(!waiting.isOpen)
    }

    @Test("A listener has times of its own")
    func hasOwnTimes() throws {
        let gateway = try EmbeddedGateway(listener: {
            var limits = ListenerLimits()
            limits.header = .seconds(2)
            limits.keepAlive = .seconds(4)
            $0.limits = limits
        })
        let (slow, waiting) = (try gateway.client(), try gateway.client())
        try slow.send("GET ")
        try waiting.send(gateway.request("GET /nowhere HTTP/1.1"))
        gateway.advance(by: .milliseconds(2_200))
        #expect(try slow.received().hasPrefix("HTTP/1.1 408 "))
        #expect(waiting.isOpen)
        gateway.advance(by: .seconds(2))
        #expect(!waiting.isOpen)
    }

    @Test("Without PROXY protocol such a header is no request")
    func neverGuesses() throws {
        let gateway = try EmbeddedGateway()
        for header in [Array("PROXY TCP4 192.0.2.8 192.0.2.9 1 1\r\n".utf8), ProxyHeaderTests.v2(0x20, 0, [])] {
            let client = try gateway.client()
            try client.send(ByteBuffer(bytes: header))
            try client.send(gateway.request())
            #expect(try client.received().hasPrefix("HTTP/1.1 400 "))
            #expect(!client.isOpen && gateway.connector.peers.isEmpty)
        }
    }

    @Test("An address has only so many connections; others, and trusted proxies, do not notice")
    func boundsAddresses() throws {
        let trusted = try TrustedProxies(["192.0.2.9"])
        let gateway = try EmbeddedGateway(
            limits: { $0.connectionsPerAddress = 2 }, listener: { $0.trustedProxies = trusted })
        let clients = try (0..<2).map { _ in try gateway.client(address: "2001:db8::1") }
        // Whoever has an address has 2⁶⁴ of them.
        let refused = try gateway.client(address: "2001:db8::ffff:1")
        try refused.send(gateway.request())
        let answer = try refused.received()
        #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("\r\nRetry-After: 1\r\n"))
        #expect(answer.hasSuffix("\"code\":\"address_connections_exhausted\"}\n"))
        #expect(
            gateway.observer.seen.refusedConnections == [
                "max_connections_per_address 192.0.2.1:80 2001:db8::ffff:1"
            ])
        for address in ["2001:db8:0:1::1", "192.0.2.7"] + Array(repeating: "192.0.2.9", count: 5) {
            let other = try gateway.client(address: address)
            try other.send(gateway.request())
            #expect(try gateway.connector.last?.received().hasPrefix("GET ") == true)
        }
        #expect(gateway.listener.count.addressCount == 3)
        clients[0].vanish()
        refused.vanish()
        let next = try gateway.client(address: "2001:db8::2")
        try next.send(gateway.request())
        try gateway.connector.last?.send(Self.ok)
        #expect(try next.received() == Self.ok)
        next.vanish()
        clients[1].vanish()
        #expect(gateway.listener.count.addressCount == 2)
    }

    @Test("The address that PROXY protocol tells is the one that is counted, and a proxy that looks in is not")
    func boundsProxiedAddresses() throws {
        let gateway = try gateway { $0.connectionsPerAddress = 1 }
        func answer(_ header: [UInt8]) throws -> String {
            let client = try gateway.client()
            try client.send(ByteBuffer(bytes: header + Array(gateway.request("GET /nowhere HTTP/1.1").utf8)))
            return String(try client.received().prefix(12))
        }
        let one = Array("PROXY TCP4 198.51.100.1 192.0.2.9 1 1\r\n".utf8)
        #expect(try answer(one) == "HTTP/1.1 404")
        #expect(try answer(one) == "HTTP/1.1 503")
        #expect(try answer(Array("PROXY TCP4 198.51.100.2 192.0.2.9 1 1\r\n".utf8)) == "HTTP/1.1 404")
        for _ in 0..<3 {
            #expect(try answer(ProxyHeaderTests.v2(0x20, 0, [])) == "HTTP/1.1 404")
            #expect(try answer(Array("PROXY UNKNOWN\r\n".utf8)) == "HTTP/1.1 404")
        }
    }

    @Test("Unless something is said an address has half of a listener's connections, and 16 where that is less")
    func hasDefault() throws {
        for (connections, allowed) in [(100, 50), (40, 20), (20, 16), (3, 3)] {
            let gateway = try EmbeddedGateway(limits: { $0.connections = connections })
            let clients = try (0..<connections).map { _ in try gateway.client() }
            var served = 0
            for client in clients {
                try client.send(gateway.request("GET /nowhere HTTP/1.1"))
                if try client.received().hasPrefix("HTTP/1.1 404 ") { served += 1 }
            }
            #expect(served == allowed)
        }
    }

    @Test("Of a flood from one address sixteen connections are told why, and the others closed")
    func dropsFloods() throws {
        let gateway = try EmbeddedGateway(limits: { $0.connectionsPerAddress = 1 })
        let clients = try (0..<30).map { _ in try gateway.client() }
        #expect(clients.filter(\.isOpen).count == 17)
        #expect(gateway.observer.seen.refusedConnections.count == 29)
        // Others are served all the same.
        let other = try gateway.client(address: "192.0.2.8")
        try other.send(gateway.request("GET /nowhere HTTP/1.1"))
        #expect(try other.received().hasPrefix("HTTP/1.1 404 "))
        for client in clients { client.vanish() }
        other.vanish()
        #expect(gateway.listener.count.addressCount == 0 && gateway.loop.connectionCount == 0)
    }
}
