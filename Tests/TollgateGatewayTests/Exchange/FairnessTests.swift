import NIOCore
import NIOEmbedded
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("No client makes others wait for more than a few of its requests, or parts of its bodies")
struct FairnessTests {
    private static let nowhere = "GET /nowhere HTTP/1.1\r\nHost: g\r\n\r\n"

    private static func answers(_ client: EmbeddedPeer) throws -> Int {
        try client.received().split(separator: "HTTP/1.1 404 ", omittingEmptySubsequences: false).count - 1
    }

    /// A client of another address, which has sent something.
    private static func other(_ gateway: EmbeddedGateway) throws -> EmbeddedPeer {
        let other = try gateway.client(address: "192.0.2.8")
        try other.send(nowhere)
        #expect(try answers(other) == 1)
        return other
    }

    @Test("Requests that come together are begun eight at a time")
    func beginsFew() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        let other = try Self.other(gateway)
        try client.send(String(repeating: Self.nowhere, count: 20))
        #expect(try Self.answers(client) == 8)
        try other.send(Self.nowhere)
        #expect(try Self.answers(other) == 1)
        gateway.takeTurns()
        #expect(try Self.answers(client) == 8)
        gateway.takeTurns()
        #expect(try Self.answers(client) == 4)
    }

    @Test("One address has eight of its requests begun, on however many connections they come")
    func countsByAddress() throws {
        let gateway = try EmbeddedGateway()
        let stranger = try (0..<20).map { _ in try gateway.client() }
        let other = try Self.other(gateway)
        for client in stranger { client.sendLater(Self.nowhere + Self.nowhere) }
        other.sendLater(Self.nowhere)
        #expect(try Self.answers(other) == 1)
        var counts: [Int] = [try stranger.reduce(0) { $0 + (try Self.answers($1)) }]
        for _ in 0..<6 {
            gateway.takeTurns()
            counts.append(try stranger.reduce(0) { $0 + (try Self.answers($1)) })
        }
        #expect(counts == [8, 8, 8, 8, 8, 0, 0])
    }

    @Test("Small parts of bodies are passed on eight at a time for one address, and no more is read until they are")
    func passesOnFew() throws {
        let gateway = try EmbeddedGateway { $0.apis[0].bounds.maximumConnections = 100 }
        let other = try Self.other(gateway)
        let clients = try (0..<12).map { number in
            let client = try gateway.client()
            try client.send(
                gateway.request("POST /payment-api/\(number) HTTP/1.1", "Transfer-Encoding: chunked\r\n"))
            return client
        }
        gateway.takeTurns()
        gateway.takeTurns()
        let upstreams = gateway.connector.peers
        #expect(try upstreams.allSatisfy { try $0.received().hasPrefix("POST ") })
        let reads = clients.map(\.readCount)
        for client in clients { client.sendLater("1\r\nx\r\n") }
        #expect(try upstreams.map { try $0.received() } == (0..<12).map { $0 < 8 ? "1\r\nx\r\n" : "" })
        #expect(zip(clients, reads).map { $0.readCount - $1 } == (0..<12).map { $0 < 8 ? 1 : 0 })
        gateway.takeTurns()
        #expect(try upstreams.map { try $0.received() } == (0..<12).map { $0 < 8 ? "" : "1\r\nx\r\n" })
        #expect(zip(clients, reads).allSatisfy { $0.readCount - $1 == 1 })
        // A few are never kept waiting.
        for client in clients.prefix(3) { try client.send("1\r\ny\r\n") }
        #expect(try upstreams.prefix(3).allSatisfy { try $0.received() == "1\r\ny\r\n" })
        #expect(other.isOpen)
    }

    @Test("A client that has sent all of its body and closed its side while it waits for its turn is served")
    func servesHalfClosed() throws {
        let gateway = try EmbeddedGateway { $0.apis[0].bounds.maximumConnections = 100 }
        let other = try Self.other(gateway)
        let clients = try (0..<12).map { number in
            let client = try gateway.client()
            try client.send(gateway.request("POST /payment-api/\(number) HTTP/1.1", "Transfer-Encoding: chunked\r\n"))
            return client
        }
        gateway.takeTurns()
        gateway.takeTurns()
        let upstreams = gateway.connector.peers
        for upstream in upstreams { _ = try upstream.received() }
        for client in clients { client.sendLater("1\r\nx\r\n") }
        #expect(try upstreams.map { try $0.received().isEmpty } == (0..<12).map { $0 >= 8 })
        for (rest, client) in zip(["1\r\ny\r\n0\r\n\r\n", "1\r\ny\r\n"], clients.suffix(2)) {
            client.channel.pipeline.fireChannelRead(ByteBuffer(string: rest))
            client.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            #expect(client.isOpen)
        }
        gateway.takeTurns()
        #expect(try upstreams.suffix(2).first?.received() == "1\r\nx\r\n1\r\ny\r\n0\r\n\r\n")
        #expect(clients.suffix(2).map(\.isOpen) == [true, false])
        #expect(other.isOpen)
    }

    @Test("What is read for nobody is read eight times for one address, and then others have their turn")
    func leavesFewOut() throws {
        let gateway = try EmbeddedGateway()
        let clients = try (0..<12).map { _ in try gateway.client() }
        let other = try Self.other(gateway)
        for client in clients {
            try client.send("POST /nowhere HTTP/1.1\r\nHost: g\r\nContent-Length: 1000\r\n\r\n")
            #expect(try Self.answers(client) == 1)
            gateway.takeTurns()
        }
        let reads = clients.map(\.readCount)
        for client in clients { client.sendLater("for nobody") }
        try other.send(Self.nowhere)
        #expect(try Self.answers(other) == 1)
        #expect(zip(clients, reads).map { $0.readCount - $1 } == (0..<12).map { $0 < 8 ? 1 : 0 })
        gateway.takeTurns()
        #expect(zip(clients, reads).allSatisfy { $0.readCount - $1 == 1 })
    }

    @Test("Hundreds of connections whose time is over are ended a few at a time")
    func endsFew() throws {
        let gateway = try EmbeddedGateway()
        let clients = try (0..<40).map { _ in try gateway.client() }
        let other = try Self.other(gateway)
        gateway.advance(by: .seconds(30))
        var open = [clients.count { $0.isOpen }]
        for _ in 0..<3 {
            try other.send(Self.nowhere)
            #expect(try Self.answers(other) == 1)
            gateway.takeTurns()
            open.append(clients.count { $0.isOpen })
        }
        #expect(open == [25, 9, 0, 0])
    }

    @Test("A client that goes while it waits leaves nothing behind, and the next one has its turn")
    func forgetsThoseThatGo() throws {
        let gateway = try EmbeddedGateway()
        let clients = try (0..<12).map { _ in try gateway.client() }
        let other = try gateway.client(address: "192.0.2.8")
        for client in clients { client.sendLater(Self.nowhere) }
        for client in clients.dropFirst(8).prefix(2) { client.vanish() }
        gateway.takeTurns()
        #expect(try clients.dropFirst(10).allSatisfy { try Self.answers($0) == 1 })
        for client in clients + [other] { client.vanish() }
        #expect(gateway.loop.turns.clientCount == 0 && gateway.loop.connectionCount == 0)
    }
}
