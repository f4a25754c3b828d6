import NIOCore
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Connections to upstreams are used again, shared fairly, and never trusted")
struct UpstreamPoolTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    private static let post = "POST /payment-api/x HTTP/1.1"

    @Test("The connection that was used last is used next")
    func usesLast() throws {
        let gateway = try EmbeddedGateway()
        let clients = try [gateway.client(), gateway.client()]
        for client in clients { try client.send(gateway.request()) }
        let upstreams = gateway.connector.peers
        #expect(upstreams.count == 2)
        for upstream in upstreams {
            _ = try upstream.received()
            try upstream.send(Self.ok)
        }
        try clients[0].send(gateway.request())
        #expect(try upstreams[0].received() == "")
        #expect(try upstreams[1].received().hasPrefix("GET "))
        #expect(gateway.connector.peers.count == 2)
    }

    @Test(
        "A connection whose answer leaves a doubt is not used again",
        arguments: [
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", ok + "surplus", ok + ok,
        ])
    func distrusts(_ answer: String) throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        try gateway.connector.last?.send(answer)
        #expect(try client.received().hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(client.isOpen && gateway.connector.last?.isOpen == false)
        try client.send(gateway.request())
        #expect(gateway.connector.peers.count == 2)
        #expect(try client.received() == "")
    }

    @Test("Bytes on a connection that waits end it")
    func endsTalkative() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        try gateway.connector.last?.send(Self.ok)
        try gateway.connector.last?.send(Self.ok)
        #expect(gateway.connector.last?.isOpen == false)
        try client.send(gateway.request())
        #expect(gateway.connector.peers.count == 2)
    }

    @Test("A safe request on a reused connection that was closed is sent again, once (apisix 11638, sozu 1442)")
    func repeatsOnce() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        try gateway.connector.last?.send(Self.ok)
        _ = try client.received()
        try client.send(gateway.request())
        gateway.connector.last?.vanish()
        let second = try #require(gateway.connector.last)
        #expect(gateway.connector.peers.count == 2)
        #expect(try second.received().hasPrefix("GET /base/x "))
        second.vanish()
        #expect(gateway.connector.peers.count == 2)
        #expect(try client.received().hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
        #expect(client.isOpen)
    }

    @Test("What may have been seen, or must not be sent twice, is not")
    func repeatsNothingElse() throws {
        for (request, answer) in [
            (Self.post, ""), ("DELETE /payment-api/x HTTP/1.1", ""), ("GET /payment-api/x HTTP/1.1", "H"),
        ] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(gateway.request())
            try gateway.connector.last?.send(Self.ok)
            _ = try client.received()
            try client.send(gateway.request(request, request == Self.post ? "Content-Length: 0\r\n" : ""))
            if !answer.isEmpty { try gateway.connector.last?.send(answer) }
            gateway.connector.last?.vanish()
            #expect(gateway.connector.peers.count == 1)
            #expect(try client.received().hasPrefix("HTTP/1.1 502 "))
        }
    }

    @Test("An answer that is malformed is 502, and its connection is gone; one that breaks later is cut off")
    func distrustsMalformed() throws {
        for answer in [
            "HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "hello\r\n\r\n\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        ] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(gateway.request())
            try gateway.connector.last?.send(answer)
            #expect(try client.received().hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(client.isOpen && gateway.connector.last?.isOpen == false)
        }
        for answer in [
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        ] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(gateway.request())
            try gateway.connector.last?.send(answer)
            gateway.connector.last?.vanish()
            #expect(try !client.received().hasSuffix("0\r\n\r\n"))
            #expect(!client.isOpen)
        }
    }

    @Test("An upstream that cannot be reached is 502, and one that accepts nothing 504")
    func tellsFailures() throws {
        let errors: [(any Error, String)] = [
            (ChannelError.connectTimeout(.seconds(5)), "504 Gateway Timeout"), (ChannelError.eof, "502 Bad Gateway"),
        ]
        for (error, status) in errors {
            let gateway = try EmbeddedGateway()
            gateway.connector.behaviour = .fails(error)
            let client = try gateway.client()
            try client.send(gateway.request(Self.post, "Content-Length: 2\r\n") + "hi")
            #expect(try client.received().hasPrefix("HTTP/1.1 \(status)\r\n"))
            #expect(client.isOpen)
        }
    }

    @Test("Where all connections are in use a request waits for one, and is answered 503 after five seconds")
    func waits() throws {
        let gateway = try EmbeddedGateway(limits: { $0.connectionsPerUpstream = 2 })
        let clients = try (1...4).map { try gateway.client(address: "192.0.2.\($0)") }
        for (index, client) in clients.enumerated() {
            try client.send(gateway.request(token: gateway.token(client: "client-\(index)")))
        }
        #expect(gateway.connector.peers.count == 2)
        let upstream = gateway.connector.peers[0]
        _ = try upstream.received()
        try upstream.send(Self.ok)
        #expect(try clients[0].received().hasPrefix("HTTP/1.1 200 "))
        #expect(try upstream.received().contains("X-Tollgate-Client: client-2"))
        gateway.advance(by: .seconds(6))
        let busy = try clients[3].received()
        #expect(busy.hasPrefix("HTTP/1.1 503 ") && busy.contains("\r\nRetry-After: 1\r\n"))
        #expect(busy.hasSuffix("\"code\":\"upstream_busy\"}\n"))
        #expect(try clients[2].received() == "")
    }

    @Test("No caller has more than half of the connections, whichever tokens and addresses it uses")
    func shares() throws {
        let gateway = try EmbeddedGateway(
            catalogue: {
                $0.apis[0].publicPaths = [PathPattern("/open").map { PathRule(pattern: $0) }].compactMap { $0 }
            }, limits: { $0.connectionsPerUpstream = 4 })
        func answer(_ client: String, from address: String) throws -> String {
            let peer = try gateway.client(address: address)
            try peer.send(gateway.request(token: gateway.token(client: client)))
            return try peer.received()
        }
        #expect(try answer("greedy", from: "192.0.2.1") == "")
        #expect(try answer("greedy", from: "192.0.2.2") == "")
        #expect(try answer("greedy", from: "192.0.2.3").hasSuffix("\"code\":\"upstream_share_used_up\"}\n"))
        #expect(try answer("modest", from: "192.0.2.1") == "")
        let open = try gateway.client(address: "192.0.2.9")
        try open.send("GET /payment-api/open HTTP/1.1\r\nHost: g\r\n\r\n")
        #expect(try open.received() == "")
        #expect(gateway.connector.peers.count == 4)
        try gateway.connector.peers[0].send(Self.ok)
        #expect(try answer("greedy", from: "192.0.2.4") == "")
    }

    @Test("So many wait for a connection and no more, and one whose client has gone takes no room")
    func boundsWaiters() throws {
        let gateway = try EmbeddedGateway(limits: { $0.connectionsPerUpstream = 1 })
        func ask(_ number: Int) throws -> EmbeddedPeer {
            let client = try gateway.client(address: "192.0.2.\(number)")
            try client.send(gateway.request(token: gateway.token(client: "client-\(number)")))
            return client
        }
        let clients = try (1...5).map(ask)
        for client in clients { #expect(try client.received() == "") }
        #expect(try ask(6).received().hasSuffix("\"code\":\"upstream_busy\"}\n"))
        clients[2].vanish()
        let last = try ask(7)
        #expect(try last.received() == "")
        for _ in 0..<5 { try gateway.connector.last?.send(Self.ok) }
        #expect(try last.received().hasPrefix("HTTP/1.1 200 "))
    }

    @Test("A caller that waits takes of its share what it will have")
    func sharesWaits() throws {
        let gateway = try EmbeddedGateway(limits: { $0.connectionsPerUpstream = 4 })
        let others = try ["a", "b", "c", "d"].map { name in
            let client = try gateway.client()
            try client.send(gateway.request(token: gateway.token(client: name)))
            return client
        }
        let answers = try (0..<3).map { _ in
            let client = try gateway.client()
            try client.send(gateway.request(token: gateway.token(client: "greedy")))
            return try client.received()
        }
        #expect(answers[0] == "" && answers[1] == "")
        #expect(answers[2].hasSuffix("\"code\":\"upstream_share_used_up\"}\n"))
        withExtendedLifetime(others) {}
    }
}
