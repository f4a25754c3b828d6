import NIOCore
import Testing

@testable import TollgateGateway

@Suite("Nobody can hold a connection for ever")
struct TimeoutTests {
    private static let post = "POST /payment-api/x HTTP/1.1"

    @Test("A header that does not come to its end is answered 408, and silence with the end of the connection")
    func boundsHeaders() throws {
        let gateway = try EmbeddedGateway()
        let slow = try gateway.client()
        let silent = try gateway.client()
        for part in ["G", "E", "T", " ", "/", " ", "H", "T", "T", "P"] {
            try slow.send(part)
            gateway.advance(by: .seconds(1))
        }
        #expect(slow.isOpen && silent.isOpen)
        gateway.advance(by: .milliseconds(101))
        #expect(try slow.received().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(try silent.received() == "")
        #expect(!slow.isOpen && !silent.isOpen)
    }

    @Test("A body that does not come in time is answered 408, and the upstream's connection is gone")
    func boundsBodies() throws {
        let gateway = try EmbeddedGateway()
        let idle = try gateway.client()
        try idle.send(gateway.request(Self.post, "Content-Length: 1000\r\n") + "x")
        let dripping = try gateway.client()
        try dripping.send(gateway.request(Self.post, "Content-Length: 1000\r\n") + "x")
        for second in 0..<300 {
            gateway.advance(by: .seconds(1))
            if second == 30 {
                #expect(try idle.received().hasSuffix("\"code\":\"request_timeout\"}\n"))
                #expect(!idle.isOpen && gateway.connector.peers.first?.isOpen == false)
            }
            if second % 20 == 0 { try dripping.send("x") }
        }
        #expect(dripping.isOpen)
        gateway.advance(by: .seconds(1))
        #expect(try dripping.received().hasPrefix("HTTP/1.1 408 "))
        #expect(!dripping.isOpen && gateway.connector.last?.isOpen == false)
    }

    @Test("A connection that is used no more ends, a client's and an upstream's")
    func boundsKeepAlive() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        let upstream = try #require(gateway.connector.last)
        try upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        gateway.advance(by: .seconds(60))
        #expect(client.isOpen && upstream.isOpen)
        gateway.advance(by: .milliseconds(101))
        #expect(!upstream.isOpen)
        gateway.advance(by: .seconds(15))
        #expect(!client.isOpen)
        #expect(gateway.loop.connectionCount == 0)
    }

    @Test("A client that takes nothing of its answer is cut off after a minute, and so is its upstream")
    func boundsWrites() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        let upstream = try #require(gateway.connector.last)
        client.takes(false)
        try upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
        gateway.advance(by: .seconds(60))
        #expect(client.isOpen && upstream.isOpen)
        gateway.advance(by: .milliseconds(101))
        #expect(!client.isOpen && !upstream.isOpen)
    }

    @Test("An upstream that is silent is answered 504, and cut off where its answer has begun")
    func boundsSilence() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        gateway.advance(by: .seconds(60))
        #expect(try client.received() == "")
        gateway.advance(by: .milliseconds(101))
        #expect(try client.received().hasPrefix("HTTP/1.1 504 Gateway Timeout\r\n"))
        #expect(client.isOpen && gateway.connector.last?.isOpen == false)
        try client.send(gateway.request())
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
        gateway.advance(by: .seconds(61))
        #expect(!client.isOpen && gateway.connector.last?.isOpen == false)
        #expect(gateway.observer.seen.failures == [.timeout, .timeout])
    }

    @Test("An answer as a whole has a time where one is set, however lively it is")
    func boundsWhole() throws {
        let gateway = try EmbeddedGateway(limits: { $0.upstreamWhole = .seconds(5) })
        let client = try gateway.client()
        try client.send(gateway.request())
        let upstream = try #require(gateway.connector.last)
        try upstream.send("HTTP/1.1 200 OK\r\n\r\n")
        for _ in 0..<5 {
            gateway.advance(by: .seconds(1))
            try upstream.send("x")
        }
        #expect(client.isOpen)
        gateway.advance(by: .seconds(1))
        #expect(!client.isOpen && !upstream.isOpen)
    }

    @Test("Draining ends connections with their next answer, and in a moment where no request was on its way")
    func drains() throws {
        let gateway = try EmbeddedGateway()
        let idle = try gateway.client()
        let late = try gateway.client()
        let busy = try gateway.client()
        try busy.send(gateway.request())
        gateway.drain()
        #expect(idle.isOpen && busy.isOpen)
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        #expect(try busy.received().hasSuffix("\r\nConnection: close\r\n\r\nhi"))
        #expect(!busy.isOpen && gateway.connector.last?.isOpen == false)
        // A request that was on its way.
        try late.send(gateway.request())
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        #expect(try late.received().hasSuffix("\r\nConnection: close\r\n\r\nhi"))
        gateway.advance(by: .seconds(1))
        #expect(idle.isOpen)
        gateway.advance(by: .milliseconds(200))
        #expect(!idle.isOpen)
    }

    @Test("When all is cut off, a connection that comes afterwards is, too")
    func cutsLatecomers() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        gateway.cut()
        #expect(!client.isOpen && gateway.connector.last?.isOpen == false)
        let late = try gateway.client()
        late.settle()
        #expect(!late.isOpen)
        #expect(gateway.loop.connectionCount == 0)
    }
}
