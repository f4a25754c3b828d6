import Foundation
import NIOCore
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("An API may allow upgrades: the token is checked, and both connections become one of bytes")
struct UpgradeTests {
    private static let get = "GET /payment-api/x HTTP/1.1"
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    @Test("A handshake is passed on with its fields, and a 101 is answered with its own")
    func passesHandshakesOn() throws {
        let gateway = try UpgradedConnection.gateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.get, UpgradedConnection.handshake))
        let upstream = try #require(gateway.connector.last)
        let sent = try upstream.received()
        #expect(sent.hasPrefix("GET /base/x HTTP/1.1\r\n") && !sent.contains("Bearer"))
        #expect(sent.contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"))
        #expect(sent.contains("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"))
        #expect(!sent.contains("keep-alive") && sent.contains("\r\nX-Tollgate-Client: client-1\r\n"))
        try upstream.send(UpgradedConnection.accepted)
        #expect(
            try client.received()
                == "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
        #expect(gateway.observer.seen.tunnels == 1)
        try client.send("\u{1}to the upstream")
        #expect(try upstream.received() == "\u{1}to the upstream")
        try upstream.send("\u{1}to the client")
        #expect(try client.received() == "\u{1}to the client")
    }

    @Test(
        "Where it is not allowed, or is none, `Upgrade` is not passed on",
        arguments: [
            ("GET /payment-api/x HTTP/1.1", "Connection: Upgrade\r\nUpgrade: h2c\r\n"),
            ("GET /payment-api/x HTTP/1.1", "Upgrade: websocket\r\n"),
            ("GET /payment-api/x HTTP/1.1", "Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: chat/2\r\n"),
            ("GET /payment-api/x HTTP/1.0", "Connection: Upgrade\r\nUpgrade: websocket\r\n"),
            ("POST /payment-api/x HTTP/1.1", "Connection: Upgrade\r\nUpgrade: websocket\r\n"),
            (
                "GET /payment-api/x HTTP/1.1",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n"
            ),
        ])
    func ignoresOthers(line: String, fields: String) throws {
        let gateway = try UpgradedConnection.gateway()
        let client = try gateway.client()
        try client.send(gateway.request(line, fields))
        let upstream = try #require(gateway.connector.last)
        #expect(try !upstream.received().lowercased().contains("upgrade"))
        try upstream.send(UpgradedConnection.accepted)
        #expect(try client.received().contains("502 Bad Gateway"))
        #expect(gateway.observer.seen.reasons == ["it switches protocols without being asked"] && !upstream.isOpen)
    }

    @Test("By default no API allows one")
    func isOffByDefault() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.get, UpgradedConnection.handshake))
        #expect(try gateway.connector.last?.received().contains("Upgrade") == false)
    }

    @Test("Of several protocols the first one that is allowed is asked for")
    func choosesFirst() throws {
        let gateway = try UpgradedConnection.gateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.get, "Connection: upgrade\r\nUpgrade: h2c, CHAT/2, websocket\r\n"))
        let upstream = try #require(gateway.connector.last)
        #expect(try upstream.received().contains("\r\nUpgrade: chat/2\r\n"))
        try upstream.send("HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: Chat/2\r\n\r\nearly")
        #expect(
            try client.received() == "HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: chat/2\r\n\r\nearly")
    }

    @Test("A handshake without a good token never reaches the upstream")
    func checksTokens() throws {
        let gateway = try UpgradedConnection.gateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.get, UpgradedConnection.handshake, token: "a.b.c"))
        #expect(try client.received().hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
        #expect(gateway.connector.peers.isEmpty)
    }

    @Test(
        "A 101 that is not the one that was asked for is 502",
        arguments: [
            "Connection: Upgrade\r\nUpgrade: chat/2\r\n", "Connection: Upgrade\r\n", "Upgrade: websocket\r\n",
            "Connection: Upgrade\r\nUpgrade: websocket, chat/2\r\n",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: websocket\r\n",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n",
        ])
    func refusesOtherProtocols(fields: String) throws {
        let gateway = try UpgradedConnection.gateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.get, UpgradedConnection.handshake))
        let upstream = try #require(gateway.connector.last)
        try upstream.send("HTTP/1.1 101 Switching Protocols\r\n\(fields)\r\nhello")
        #expect(try client.received().hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
        #expect(!upstream.isOpen && client.isOpen && gateway.observer.seen.tunnels == 0)
    }

    @Test("An upstream that does not upgrade answers as ever, and the connections are used again")
    func passesAnswersOn() throws {
        let gateway = try UpgradedConnection.gateway()
        let client = try gateway.client()
        for _ in 0..<2 {
            try client.send(gateway.request(Self.get, UpgradedConnection.handshake))
            try gateway.connector.last?.send(Self.ok)
            #expect(try client.received() == Self.ok && client.isOpen)
        }
        #expect(gateway.connector.peers.count == 1)
    }

    @Test("What comes behind a handshake waits for the 101, and is no request where there is none")
    func keepsEarlyBytes() throws {
        let gateway = try UpgradedConnection.gateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.get, UpgradedConnection.handshake) + "early")
        let upstream = try #require(gateway.connector.last)
        #expect(try upstream.received().hasSuffix("\r\n\r\n"))
        try upstream.send(UpgradedConnection.accepted)
        #expect(try upstream.received() == "early")
        let other = try gateway.client()
        try other.send(gateway.request(Self.get, UpgradedConnection.handshake) + gateway.request())
        let second = try #require(gateway.connector.last)
        try second.send(Self.ok)
        #expect(
            try other.received() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
                && !other.isOpen)
        #expect(gateway.connector.peers.count == 2)
    }

    @Test("A place under a limit of concurrency is held as long as the tunnel, and free when either side goes")
    func holdsPlaces() throws {
        for end in [
            { $0.client.vanish() }, { $0.upstream.vanish() }, { UpgradedConnection.closeInput($0.client) },
            { UpgradedConnection.closeInput($0.upstream) },
        ] as [(UpgradedConnection) throws -> Void] {
            let gateway = try UpgradedConnection.gateway(concurrency: 1)
            let tunnel = try UpgradedConnection(gateway)
            let other = try gateway.client()
            try other.send(gateway.request())
            #expect(try other.received().hasPrefix("HTTP/1.1 429 "))
            try end(tunnel)
            try other.send(gateway.request())
            try gateway.connector.last?.send(Self.ok)
            #expect(try other.received().contains("200 OK"))
            gateway.advance(by: .seconds(2))
            #expect(!tunnel.client.isOpen && !tunnel.upstream.isOpen && gateway.observer.seen.tunnels == 0)
        }
    }

    @Test("Its line in the log comes at its end, with the bytes of both directions and how long it was open")
    func isLogged() throws {
        let log = AccessLog(sample: 1, capacity: 100_000)
        let gateway = try UpgradedConnection.gateway(log: log)
        let tunnel = try UpgradedConnection(gateway)
        try tunnel.client.send("12345")
        try tunnel.upstream.send("\u{1}\u{1}x")
        gateway.advance(by: .seconds(60))
        #expect(log.take().lines == 0)
        tunnel.client.vanish()
        let text = String(decoding: log.take().bytes, as: UTF8.self)
        #expect(text.split(separator: "\n").count == 1)
        #expect(text.contains(#""code":"admit","status":101,"#) && text.contains(#""duration_ms":60000.000,"#))
        #expect(text.contains(#""upgrade":"websocket","request_bytes":5,"response_bytes":3,"#))
        // The histogram is about how long the answer took.
        let counts = gateway.loop.ledger.latencies.histogram(of: "payments").counts(of: .admitted)
        #expect(counts.counts.reduce(0, +) == 1 && counts.nanoseconds == 0)
    }

    @Test("Thousands of spoilt handshakes are one request to the upstream each, or none, and hold nothing")
    func smugglesNothing() throws {
        let gateway = try UpgradedConnection.gateway({
            $0.mode = .observe
            $0.webSocketToken = WebSocketTokenEntry(name: "bearer")
        })
        let token = gateway.token()
        let seeds = [
            gateway.request(Self.get, UpgradedConnection.handshake),
            gateway.request(Self.get, UpgradedConnection.handshake) + "early bytes",
            gateway.request(Self.get, UpgradedConnection.handshake) + gateway.request(),
            "\(Self.get)\r\nHost: a\r\n\(UpgradedConnection.handshake)Sec-WebSocket-Protocol: chat, bearer.\(token)\r\n\r\n",
        ].map { Array($0.utf8) }
        let answers = [
            UpgradedConnection.accepted, UpgradedConnection.accepted + "\u{1}\u{5}hello", Self.ok,
            "HTTP/1.1 101 A\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n", "HTTP/1.1 400 B\r\n\r\n",
        ].map { Array($0.utf8) }
        var mutation = Mutation(generator: SeededGenerator(seed: 7))
        var (asked, upgraded) = (0, 0)
        for round in 0..<10_000 {
            let client = try gateway.client()
            let first = gateway.connector.peers.count
            let bytes = mutation.spoil(seeds.randomElement(using: &mutation.generator) ?? [])
            for part in mutation.parts(of: bytes) where client.isOpen { try client.send(ByteBuffer(bytes: part)) }
            let peers = gateway.connector.peers[first...]
            #expect(peers.count <= 1)
            if let upstream = peers.first {
                asked += 1
                let sent = try upstream.received()
                // One head, and nothing of what the client says behind it.
                #expect(sent.components(separatedBy: "\r\n\r\n").count == 2 || !sent.contains("Upgrade: "))
                let entries = sent.components(separatedBy: "\r\n").filter {
                    $0.lowercased().hasPrefix("sec-websocket-protocol:")
                }
                #expect(!entries.contains { $0.contains(", bearer.") })
                var answer = answers.randomElement(using: &mutation.generator) ?? []
                if round % 4 == 0 { answer = mutation.spoil(answer) }
                for part in mutation.parts(of: answer) where upstream.isOpen {
                    try upstream.send(ByteBuffer(bytes: part))
                }
                if gateway.observer.seen.tunnels > 0 { upgraded += 1 }
                upstream.vanish()
            }
            _ = try client.received()
            client.vanish()
            // Whatever was said behind the request was never a request of its own but where no upgrade was asked for.
            for peer in gateway.connector.peers[first...] where peer.isOpen { peer.vanish() }
        }
        #expect(asked > 2_000 && upgraded > 500)
        gateway.advance(by: .seconds(2))
        #expect(gateway.loop.connectionCount == 0 && gateway.observer.seen.tunnels == 0)
    }
}
