import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("Whatever comes, in whatever order, nothing traps, nothing is smuggled and nothing is held")
struct RandomEventsTests {
    private static let answers = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: 1\r\n\r\n",
        "HTTP/1.1 103 E\r\n\r\nHTTP/1.0 200 OK\r\n\r\nhello",
    ].map { Array($0.utf8) }

    private func requests(_ gateway: EmbeddedGateway) -> [[UInt8]] {
        let post = "POST /payment-api/x HTTP/1.1"
        return [
            gateway.request(), gateway.request("GET /payment-api/x HTTP/1.0"),
            gateway.request("HEAD /nowhere HTTP/1.1"),
            gateway.request(post, "Content-Length: 5\r\n") + "hello",
            gateway.request(post, "Transfer-Encoding: chunked\r\n") + "5;a=b\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
            gateway.request(post, "Expect: 100-continue\r\nContent-Length: 5\r\n") + "hello",
            gateway.request(token: "a.b.c") + gateway.request(),
            gateway.request(post, "Transfer-Encoding: chunked\r\nConnection: close, X-A\r\nX-A: 1\r\n") + "0\r\n\r\n",
        ].map { Array($0.utf8) }
    }

    /// How many requests llhttp reads in some bytes; `nil` where it finds what is none.
    private func count(requestsIn bytes: String) throws -> Int? {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        // It knows some methods only.
        let method = bytes.prefix { $0 != " " }
        let known =
            if case .RAW = HTTPMethod(rawValue: String(method)) { "POST" + bytes.dropFirst(method.count) } else {
                bytes
            }
        do {
            try channel.writeInbound(ByteBuffer(string: known))
        } catch {
            return nil
        }
        var count = 0
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            if case .head(let head) = part {
                count += 1
                if head.headers["host"] != ["upstream.example:9000"] { return nil }
            }
        }
        return count
    }

    @Test("What an upstream is sent of a spoilt request is one request to another parser, too, or nothing")
    func smugglesNothing() throws {
        // Most of a request is its token: where it is spoilt, the rest should go on all the same.
        let gateway = try EmbeddedGateway { $0.apis[0].mode = .observe }
        let seeds = requests(gateway)
        var mutation = Mutation(generator: SeededGenerator(seed: 11))
        var seen = 0
        for _ in 0..<4_000 {
            let client = try gateway.client()
            let bytes = mutation.spoil(seeds.randomElement(using: &mutation.generator) ?? [])
            let first = gateway.connector.peers.count
            for part in mutation.parts(of: bytes) where client.isOpen { try client.send(ByteBuffer(bytes: part)) }
            var next = first
            while next < gateway.connector.peers.count {
                let upstream = gateway.connector.peers[next]
                let sent = try upstream.received()
                let count = try count(requestsIn: sent)
                #expect(
                    count == 1, "\(String(decoding: bytes, as: UTF8.self).debugDescription): \(sent.debugDescription)")
                // Each connection is used once, so that each request is on one of its own.
                if upstream.isOpen {
                    try upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                }
                next += 1
                seen += 1
            }
            _ = try client.received()
            client.vanish()
        }
        #expect(seen > 1_000)
        gateway.advance(by: .seconds(1))
        #expect(gateway.loop.connectionCount == 0)
    }

    @Test("After thousands of random events no connection and no place under a limit of concurrency is held")
    func holdsNothing() throws {
        for seed in UInt64(1)...4 {
            let gateway = try EmbeddedGateway(
                catalogue: { $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 3) },
                limits: { $0.connectionsPerUpstream = 4 })
            let seeds = requests(gateway)
            var mutation = Mutation(generator: SeededGenerator(seed: seed))
            var clients: [EmbeddedPeer] = []
            func isLucky(_ chances: Int) -> Bool { Int.random(in: 0..<chances, using: &mutation.generator) == 0 }
            for _ in 0..<2_500 {
                let client = clients.randomElement(using: &mutation.generator)
                let upstream = gateway.connector.peers.suffix(8).randomElement(using: &mutation.generator)
                switch Int.random(in: 0..<12, using: &mutation.generator) {
                case 0: if clients.count < 8 { clients.append(try gateway.client()) }
                case 1: client?.vanish()
                case 2: upstream?.vanish()
                case 3: client?.takes(isLucky(2))
                case 4: if let upstream, upstream.isOpen { upstream.takes(isLucky(2)) }
                case 5: gateway.advance(by: .milliseconds(isLucky(10) ? 70_000 : 200))
                case 6:
                    gateway.connector.behaviour =
                        isLucky(3) ? .waits : isLucky(4) ? .fails(ChannelError.eof) : .connects
                case 7: gateway.connector.finishOldest(fails: isLucky(4))
                case 8:
                    guard let client, client.isOpen else { continue }
                    client.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
                case 9, 10:
                    guard let client, client.isOpen else { continue }
                    var bytes = seeds.randomElement(using: &mutation.generator) ?? []
                    if isLucky(4) { bytes = mutation.spoil(bytes) }
                    for part in mutation.parts(of: bytes) where client.isOpen {
                        try client.send(ByteBuffer(bytes: part))
                    }
                default:
                    guard let upstream, upstream.isOpen else { continue }
                    var bytes = Self.answers.randomElement(using: &mutation.generator) ?? []
                    if isLucky(4) { bytes = mutation.spoil(bytes) }
                    for part in mutation.parts(of: bytes) where upstream.isOpen {
                        try upstream.send(ByteBuffer(bytes: part))
                    }
                }
                clients.removeAll { !$0.isOpen }
                for peer in clients { _ = try peer.received() }
            }
            for client in clients { client.vanish() }
            gateway.connector.behaviour = .connects
            while gateway.connector.finishOldest(fails: false) {}
            gateway.advance(by: .seconds(400))
            #expect(gateway.loop.connectionCount == 0)
            // All places are free again: three requests of one client are in progress at once.
            for _ in 0..<2 {
                let client = try gateway.client()
                try client.send(gateway.request())
                #expect(try client.received() == "")
                #expect(try gateway.connector.last?.received().hasPrefix("GET ") == true)
            }
        }
    }
}
