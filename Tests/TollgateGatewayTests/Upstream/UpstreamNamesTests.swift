import NIOCore
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Names of upstreams are looked up again and again, and never on the way of a request")
struct UpstreamNamesTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    private static let name = "upstream.example"

    /// What a new client is answered so far.
    private func ask(_ gateway: EmbeddedGateway, _ number: Int = 1) throws -> EmbeddedPeer {
        let client = try gateway.client(address: "192.0.2.\(number)")
        try client.send(gateway.request(token: gateway.token(client: "client-\(number)")))
        return client
    }

    private func tried(_ gateway: EmbeddedGateway) -> [String] { gateway.connector.tried.map(\.address) }

    @Test("A name is looked up before the first request, and every 30 seconds, one look-up at a time")
    func refreshes() throws {
        let gateway = try EmbeddedGateway()
        #expect(gateway.resolver.asked == [Self.name])
        for number in 1...3 { _ = try ask(gateway, number) }
        gateway.advance(by: .seconds(30))
        #expect(gateway.resolver.asked.count == 1)
        gateway.resolver.wait()
        for _ in 0..<100 { gateway.advance(by: .seconds(1)) }
        #expect(gateway.resolver.asked.count == 2)
        gateway.resolver.answer(["192.0.2.9"])
        gateway.advance(by: .seconds(1))
        #expect(gateway.resolver.asked.count == 3)
        #expect(gateway.observer.seen.names == [])
    }

    @Test("An address in the place of a name is not looked up")
    func leavesAddresses() throws {
        for (host, address) in [("192.0.2.1:80", "192.0.2.1"), ("[2001:db8::1]", "2001:db8::1")] {
            let gateway = try EmbeddedGateway(catalogue: { $0.apis[0].upstream = "http://\(host)/" })
            _ = try ask(gateway)
            gateway.advance(by: .seconds(100))
            #expect(gateway.resolver.asked == [])
            #expect(tried(gateway) == [address])
        }
    }

    @Test("New connections are spread over the addresses, of both families in turn")
    func spreads() throws {
        let all = ["2001:db8::1", "2001:db8::2", "192.0.2.1"]
        let gateway = try EmbeddedGateway(resolver: TestResolver(all))
        let clients = try (1...6).map { try ask(gateway, $0) }
        #expect(
            tried(gateway) == ["2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::1", "192.0.2.1", "2001:db8::2"])
        withExtendedLifetime(clients) {}
    }

    @Test("Where an address cannot be reached the next one is tried, and it comes last for ten seconds")
    func triesNext() throws {
        let gateway = try EmbeddedGateway(resolver: TestResolver(["192.0.2.1", "192.0.2.2", "192.0.2.3"]))
        gateway.connector.behaviour = .failsTo(["192.0.2.1", "192.0.2.2"])
        let first = try ask(gateway, 1)
        #expect(tried(gateway) == ["192.0.2.1", "192.0.2.2", "192.0.2.3"])
        let second = try ask(gateway, 2)
        #expect(tried(gateway).dropFirst(3) == ["192.0.2.3"])
        gateway.connector.behaviour = .connects
        gateway.advance(by: .seconds(11))
        let third = try (3...5).map { try ask(gateway, $0) }
        #expect(Set(tried(gateway).dropFirst(4)) == ["192.0.2.1", "192.0.2.2", "192.0.2.3"])
        for client in [first, second] + third { #expect(try client.received() == "") }
    }

    @Test("All addresses together have the time of one connection, and the last fault is told")
    func sharesTime() throws {
        let gateway = try EmbeddedGateway(resolver: TestResolver(["192.0.2.1", "192.0.2.2"]))
        gateway.connector.behaviour = .waits
        let client = try ask(gateway)
        gateway.advance(by: .milliseconds(2_550))
        gateway.connector.finishOldest(fails: true)
        client.settle()
        #expect(gateway.connector.tried.map(\.time) == [.milliseconds(2_550), .milliseconds(2_550)])
        gateway.advance(by: .milliseconds(2_560))
        gateway.connector.finishOldest(fails: true)
        client.settle()
        #expect(gateway.connector.tried.count == 2)
        #expect(try client.received().hasPrefix("HTTP/1.1 502 "))
    }

    @Test("Requests wait for the first addresses, as long as for a connection")
    func waits() throws {
        let resolver = TestResolver()
        resolver.wait()
        let gateway = try EmbeddedGateway(resolver: resolver)
        let late = try ask(gateway, 1)
        gateway.advance(by: .seconds(5))
        #expect(try late.received() == "")
        gateway.advance(by: .milliseconds(101))
        #expect(try late.received().hasPrefix("HTTP/1.1 504 "))
        let early = try ask(gateway, 2)
        resolver.answer(["192.0.2.1"])
        early.settle()
        try gateway.connector.last?.send(Self.ok)
        #expect(try early.received().hasPrefix("HTTP/1.1 200 "))
    }

    @Test("A name that is not known is 502, told once, and looked up again soon")
    func tellsFailure() throws {
        let resolver = TestResolver()
        resolver.wait()
        let gateway = try EmbeddedGateway(resolver: resolver)
        let first = try ask(gateway, 1)
        resolver.answer(nil)
        first.settle()
        #expect(try first.received().hasSuffix("\"code\":\"upstream_unavailable\"}\n"))
        #expect(try ask(gateway, 2).received().hasPrefix("HTTP/1.1 502 "))
        gateway.advance(by: .seconds(4))
        #expect(resolver.asked.count == 2)
        #expect(gateway.observer.seen.names == ["\(Self.name) fails: it is not known, 0"])
        resolver.answer(["192.0.2.1"])
        gateway.advance(by: .seconds(4))
        #expect(gateway.observer.seen.names.last == "\(Self.name) recovered")
        #expect(try ask(gateway, 3).received() == "")
        #expect(tried(gateway) == ["192.0.2.1"])
    }

    @Test("Old addresses stay while a name cannot be resolved, also where the system finds none")
    func keepsAddresses() throws {
        for answer in [nil, []] as [[String]?] {
            let gateway = try EmbeddedGateway(resolver: TestResolver(["192.0.2.1"]))
            gateway.resolver.answer(answer)
            for _ in 0..<20 { gateway.advance(by: .seconds(10)) }
            #expect(gateway.observer.seen.names.count == 1)
            #expect(gateway.observer.seen.names.first?.hasSuffix(", 1") == true)
            #expect(try ask(gateway).received() == "")
            #expect(tried(gateway) == ["192.0.2.1"])
        }
    }

    @Test("Connections to an address that has gone are used for no further request")
    func leavesGone() throws {
        let gateway = try EmbeddedGateway(
            resolver: TestResolver(["192.0.2.1"]), limits: { $0.dnsRefresh = .seconds(5) })
        let clients = try (1...3).map { try ask(gateway, $0) }
        let upstreams = gateway.connector.peers
        try upstreams[0].send(Self.ok)
        gateway.resolver.answer(["192.0.2.2"])
        gateway.advance(by: .seconds(6))
        #expect(upstreams.map(\.isOpen) == [false, true, true])
        try upstreams[1].send(Self.ok)
        #expect(try clients[1].received().hasPrefix("HTTP/1.1 200 "))
        #expect(upstreams.map(\.isOpen) == [false, false, true])
        try clients[0].send(gateway.request())
        #expect(tried(gateway).last == "192.0.2.2")
        gateway.resolver.answer(["192.0.2.2", "192.0.2.1"])
        gateway.advance(by: .seconds(6))
        try upstreams[2].send(Self.ok)
        #expect(upstreams[2].isOpen)
    }

    @Test("A connection that is made while its address goes is used for its request alone")
    func leavesGoing() throws {
        let gateway = try EmbeddedGateway(
            resolver: TestResolver(["192.0.2.1"]), limits: { $0.dnsRefresh = .seconds(1) })
        gateway.connector.behaviour = .waits
        let client = try ask(gateway)
        gateway.resolver.answer(["192.0.2.2"])
        gateway.advance(by: .seconds(2))
        gateway.connector.finishOldest(fails: false)
        client.settle()
        try gateway.connector.last?.send(Self.ok)
        #expect(try client.received().hasPrefix("HTTP/1.1 200 "))
        #expect(gateway.connector.last?.isOpen == false)
    }

    @Test("After a reload names that nothing refers to are looked up no more, and their requests end well")
    func forgets() throws {
        let gateway = try EmbeddedGateway(resolver: TestResolver(["192.0.2.1"]))
        let clients = try (1...2).map { try ask(gateway, $0) }
        let upstreams = gateway.connector.peers
        try upstreams[0].send(Self.ok)
        try gateway.reload { $0.apis[0].upstream = "http://other.example/" }
        gateway.advance(by: .seconds(1))
        #expect(upstreams.map(\.isOpen) == [false, true])
        try upstreams[1].send(Self.ok)
        #expect(try clients[1].received().hasPrefix("HTTP/1.1 200 "))
        #expect(!upstreams[1].isOpen)
        gateway.advance(by: .seconds(1))
        gateway.advance(by: .seconds(31))
        #expect(gateway.resolver.asked == [Self.name, "other.example", "other.example"])
        gateway.cut()
        gateway.advance(by: .seconds(31))
        #expect(gateway.resolver.asked.count == 3)
    }
}
