import NIOCore
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Each API bounds its upstream in time and in size")
struct RequestBoundsTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    private static let events = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"

    /// A gateway with two APIs at one upstream, of which the second has bounds of its own.
    private func gateway(
        _ bounds: (inout RequestBounds) -> Void, limits: (inout GatewayLimits) -> Void = { _ in }
    ) throws -> EmbeddedGateway {
        try EmbeddedGateway(
            catalogue: {
                var other = $0.apis[0]
                other.name = "other"
                other.listenPath = "/other/"
                bounds(&other.bounds)
                $0.apis.append(other)
                $0.policies[0].access.append(AccessRight(api: "other"))
            }, limits: limits)
    }

    private func ask(_ gateway: EmbeddedGateway, _ path: String, client: String = "client-1") throws -> EmbeddedPeer {
        let peer = try gateway.client()
        try peer.send(gateway.request("GET \(path) HTTP/1.1", token: gateway.token(client: client)))
        return peer
    }

    @Test("An API's times take the place of the gateway's, for its requests alone")
    func hasTimes() throws {
        let gateway = try gateway {
            $0.firstByteSeconds = 2
            $0.idle = .seconds(3)
            $0.whole = .seconds(10)
        }
        let plain = try ask(gateway, "/payment-api/x")
        let silent = try ask(gateway, "/other/x")
        gateway.advance(by: .milliseconds(2_101))
        #expect(try silent.received().hasPrefix("HTTP/1.1 504 "))
        let stalled = try ask(gateway, "/other/x")
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\n\r\nx")
        gateway.advance(by: .seconds(3))
        #expect(stalled.isOpen)
        gateway.advance(by: .milliseconds(101))
        #expect(!stalled.isOpen)
        let lively = try ask(gateway, "/other/x")
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\n\r\n")
        for _ in 0..<10 {
            gateway.advance(by: .seconds(1))
            try gateway.connector.last?.send("x")
        }
        #expect(lively.isOpen)
        gateway.advance(by: .milliseconds(101))
        #expect(!lively.isOpen)
        #expect(try plain.isOpen && plain.received() == "")
    }

    @Test("An API's time to connect bounds its waits, for a connection and for a free one")
    func hasConnectTime() throws {
        let gateway = try gateway(
            {
                $0.connectSeconds = 1
                $0.maximumConnections = 2
            }, limits: { $0.connectionsPerUpstream = 1 })
        let clients = try (1...3).map { try ask(gateway, "/other/x", client: "client-\($0)") }
        #expect(gateway.connector.tried.map(\.time) == [.milliseconds(1_100), .milliseconds(1_100)])
        gateway.advance(by: .milliseconds(1_101))
        #expect(try clients[2].received().hasSuffix("\"code\":\"upstream_busy\"}\n"))
        #expect(try clients[0].received() == "")
    }

    @Test("Two APIs at one upstream share its connections where they bound them alike, else none uses up the other's")
    func sharesConnections() throws {
        for (bounds, connections) in [(nil, 1), (256, 1), (4, 2)] as [(Int?, Int)] {
            let gateway = try gateway { $0.maximumConnections = bounds }
            let first = try ask(gateway, "/payment-api/x")
            try gateway.connector.last?.send(Self.ok)
            #expect(try first.received().hasPrefix("HTTP/1.1 200 "))
            _ = try ask(gateway, "/other/x")
            #expect(gateway.connector.peers.count == connections)
        }
        let gateway = try gateway { $0.maximumConnections = 4 }
        let greedy = try (1...3).map { _ in try ask(gateway, "/other/x") }
        #expect(try greedy[1].received() == "")
        #expect(try greedy[2].received().hasSuffix("\"code\":\"upstream_share_used_up\"}\n"))
        let elsewhere = try ask(gateway, "/payment-api/x")
        #expect(try elsewhere.received() == "")
        #expect(gateway.connector.peers.count == 3)
    }

    @Test("No API has more connections than the system allows, whatever it asks for")
    func boundsBounds() throws {
        let gateway = try gateway({ $0.maximumConnections = 1_000_000 }, limits: { $0.mostConnectionsPerUpstream = 2 })
        let clients = try (1...3).map { try ask(gateway, "/other/x", client: "client-\($0)") }
        #expect(gateway.connector.peers.count == 2)
        withExtendedLifetime(clients) {}
    }

    @Test("A reload that changes bounds counts from the next request on, and loses none in progress")
    func followsReload() throws {
        let gateway = try gateway { $0.maximumConnections = 4 }
        let early = try ask(gateway, "/other/x")
        let upstream = try #require(gateway.connector.last)
        try gateway.reload { $0.apis[1].bounds.maximumConnections = 2 }
        gateway.advance(by: .seconds(1))
        _ = try ask(gateway, "/other/x", client: "client-2")
        #expect(try ask(gateway, "/other/x", client: "client-2").received().hasPrefix("HTTP/1.1 503 "))
        try upstream.send(Self.ok)
        #expect(try early.received().hasPrefix("HTTP/1.1 200 "))
        #expect(!upstream.isOpen)
    }

    @Test("A stream of events may be silent for ever, and what else streams where its API says so")
    func letsEventsWait() throws {
        for (bounds, answer) in [
            (nil, Self.events), (.seconds(1), Self.events), (.unbounded, "HTTP/1.1 200 OK\r\n\r\n"),
        ] as [(TimeBound?, String)] {
            let gateway = try gateway { $0.idle = bounds }
            let client = try ask(gateway, "/other/x")
            let upstream = try #require(gateway.connector.last)
            try upstream.send(answer)
            for number in 0..<24 {
                gateway.advance(by: .seconds(3_600))
                try upstream.send("data: \(number)\n\n")
                #expect(try client.received().contains("data: \(number)\n\n"))
            }
            #expect(client.isOpen && upstream.isOpen)
        }
    }

    @Test(
        "What is no stream of events is cut off when it is silent, and so is one that has not begun",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-streams\r\n\r\nx",
            "HTTP/1.1 200 OK\r\nX-Content-Type: text/event-stream\r\n\r\nx",
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n",
        ])
    func endsOthers(answer: String) throws {
        let gateway = try gateway { _ in }
        let client = try ask(gateway, "/other/x")
        try gateway.connector.last?.send(answer)
        gateway.advance(by: .milliseconds(60_101))
        #expect(gateway.connector.last?.isOpen == false)
        #expect(try !client.isOpen || client.received().hasPrefix("HTTP/1.1 504 "))
    }

    @Test("A silent stream of events ends with its client, and with its whole time")
    func endsEvents() throws {
        let gateway = try EmbeddedGateway {
            $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 1)
            $0.apis[0].bounds.whole = .seconds(100)
        }
        let client = try ask(gateway, "/payment-api/x")
        try gateway.connector.last?.send(Self.events)
        #expect(try ask(gateway, "/payment-api/x").received().hasPrefix("HTTP/1.1 429 "))
        gateway.advance(by: .seconds(90))
        client.vanish()
        #expect(gateway.connector.last?.isOpen == false)
        let second = try ask(gateway, "/payment-api/x")
        try gateway.connector.last?.send(Self.events)
        #expect(try second.received().hasPrefix("HTTP/1.1 200 "))
        gateway.advance(by: .milliseconds(100_101))
        #expect(!second.isOpen && gateway.connector.last?.isOpen == false)
    }
}
