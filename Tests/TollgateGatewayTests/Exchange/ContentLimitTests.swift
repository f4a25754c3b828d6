import NIOCore
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Content that is too long is answered 413, as soon as that is known")
struct ContentLimitTests {
    private static let post = "POST /payment-api/x HTTP/1.1"
    private static let code = "\"code\":\"content_too_long\"}\n"

    @Test("With a length it is refused before anybody is asked, and before it is charged to a limit")
    func knowsLength() throws {
        let gateway = try EmbeddedGateway(
            catalogue: { $0.policies[1].limits = Limits(rate: .limited(requests: 1, seconds: 3_600)) },
            limits: { $0.bodyBytes = 4 })
        let client = try gateway.client()
        for _ in 0..<2 {
            try client.send(gateway.request(Self.post, "Content-Length: 5\r\n") + "hello")
            let answer = try client.received()
            #expect(answer.hasPrefix("HTTP/1.1 413 Content Too Large\r\n") && answer.hasSuffix(Self.code))
        }
        #expect(client.isOpen && gateway.connector.peers.isEmpty)
        try client.send(gateway.request(Self.post, "Content-Length: 4\r\n") + "hell")
        #expect(try client.received() == "" && gateway.connector.peers.count == 1)
        #expect(gateway.observer.seen.refusals == [413, 413])
        let long = try gateway.client()
        try long.send(gateway.request(Self.post, "Content-Length: 9223372036854775807\r\n") + "hello")
        #expect(try long.received().contains("\r\nConnection: close\r\n"))
        #expect(!long.isOpen)
    }

    @Test("A client that asks first is told so in the place of 100, and does not have to send it")
    func answersExpectations() throws {
        let gateway = try EmbeddedGateway(limits: { $0.bodyBytes = 4 })
        let client = try gateway.client()
        try client.send(gateway.request(Self.post, "Expect: 100-continue\r\nContent-Length: 5\r\n"))
        let answer = try client.received()
        #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("\r\nConnection: close\r\n"))
        #expect(!client.isOpen && gateway.connector.peers.isEmpty)
        let other = try gateway.client()
        try other.send(gateway.request(Self.post, "Expect: 100-continue\r\nContent-Length: 4\r\n"))
        #expect(try other.received() == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test("Without a length it is refused when the limit is passed, and the upstream's connection is gone")
    func countsChunks() throws {
        let gateway = try EmbeddedGateway(limits: { $0.bodyBytes = 4 })
        let client = try gateway.client()
        try client.send(gateway.request(Self.post, "Transfer-Encoding: chunked\r\n") + "4\r\nabcd\r\n")
        #expect(try client.received() == "")
        try client.send("1\r\ne\r\n")
        let answer = try client.received()
        #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.hasSuffix(Self.code))
        #expect(!client.isOpen && gateway.connector.last?.isOpen == false)
        let exact = try gateway.client()
        try exact.send(gateway.request(Self.post, "Transfer-Encoding: chunked\r\n") + "4\r\nabcd\r\n0\r\n\r\n")
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(try exact.received().hasPrefix("HTTP/1.1 200 "))
    }

    @Test("Where the answer has begun, both connections end")
    func cutsOff() throws {
        let gateway = try EmbeddedGateway(limits: { $0.bodyBytes = 4 })
        let client = try gateway.client()
        try client.send(gateway.request(Self.post, "Transfer-Encoding: chunked\r\n") + "1\r\na\r\n")
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
        try client.send("5\r\nhello\r\n")
        #expect(try !client.received().contains("0\r\n\r\n"))
        #expect(!client.isOpen && gateway.connector.last?.isOpen == false)
    }

    @Test(
        "An API's own limit takes the place of the gateway's, be it less or more", arguments: [2, 8, nil] as [Int64?])
    func followsAPI(maximum: Int64?) throws {
        let gateway = try EmbeddedGateway(
            catalogue: { $0.apis[0].bounds.maximumBodyBytes = maximum }, limits: { $0.bodyBytes = 4 })
        let effective = maximum ?? 4
        for (framing, content) in [
            ("Content-Length: \(effective + 1)\r\n", ""),
            ("Transfer-Encoding: chunked\r\n", "1\r\na\r\n\(effective)\r\n"),
        ] {
            let client = try gateway.client()
            let filling = content.isEmpty ? "" : String(repeating: "x", count: Int(effective)) + "\r\n"
            try client.send(gateway.request(Self.post, framing) + content + filling)
            #expect(try client.received().hasPrefix("HTTP/1.1 413 "))
        }
        let fitting = try gateway.client()
        try fitting.send(gateway.request(Self.post, "Content-Length: \(effective)\r\n"))
        #expect(try fitting.received() == "")
    }
}
