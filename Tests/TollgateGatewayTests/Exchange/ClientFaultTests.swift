import NIOCore
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("What a client does wrong is its fault, costs the upstream nothing, and ends")
struct ClientFaultTests {
    private static let post = "POST /payment-api/x HTTP/1.1"

    @Test("What is no request is answered, and the connection ends")
    func refuses() throws {
        for (text, status) in [
            ("hello\r\n\r\n", "400 Bad Request"), ("GET / HTTP/1.1\r\n\r\n", "400 Bad Request"),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400 Bad Request"),
            ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501 Not Implemented"),
            ("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", "501 Not Implemented"),
            ("GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", "417 Expectation Failed"),
            ("GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 100_000))", "431 Request Header Fields Too Large"),
            ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505 HTTP Version Not Supported"),
        ] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(text)
            let answer = try client.received()
            #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"), "\(text.prefix(80)): \(answer)")
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(!client.isOpen)
            #expect(gateway.observer.seen.refusals.count == 1)
        }
    }

    @Test("A value that is no UTF-8 goes on as it came, byte for byte (RFC 9110 §5.5)")
    func passesOtherEncodings() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        let head = Array(gateway.request().utf8.dropLast(2))
        try client.send(ByteBuffer(bytes: head + Array("X: ".utf8) + [0xE9, 0x0D, 0x0A, 0x0D, 0x0A]))
        let sent = try #require(try gateway.connector.last?.receivedBytes())
        #expect(sent.firstRange(of: Array("X: ".utf8) + [0xE9, 0x0D, 0x0A]) != nil)
        let other = try gateway.client()
        try other.send(
            ByteBuffer(bytes: Array("GET /payment-api/".utf8) + [0xE9] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)))
        #expect(try other.received().hasPrefix("HTTP/1.1 400 "))
    }

    @Test("Fields that frame a message are refused behind one, and go nowhere (RFC 9110 §6.5.1)")
    func refusesFramingTrailers() throws {
        for field in ["Content-Length: 5", "Transfer-Encoding: chunked"] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(gateway.request(Self.post, "Transfer-Encoding: chunked\r\n") + "0\r\n\(field)\r\n\r\n")
            #expect(try client.received().hasPrefix("HTTP/1.1 400 "), "\(field)")
            #expect(!client.isOpen && gateway.connector.last?.isOpen != true)
        }
    }

    @Test("What can be no request is refused before its end has come: nobody waits for an answer in vain")
    func refusesEarly() throws {
        for text in ["\u{16}\u{3}\u{1}", "GET / HTTP/1.1\nHost: a\n", "hello", "GET / HTTP/1.1\r\nA: \u{0}"] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(text)
            #expect(try client.received().hasPrefix("HTTP/1.1 400 "), "\(text.debugDescription)")
        }
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        for byte in "\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n".utf8 {
            try client.send(ByteBuffer(bytes: [byte]))
        }
        #expect(try client.received().hasPrefix("HTTP/1.1 404 "))
    }

    @Test("What follows a request is refused after that is answered")
    func refusesInOrder() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request() + "hello\r\n\r\n")
        #expect(try client.received() == "")
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let answers = try client.received()
        #expect(answers.hasPrefix("HTTP/1.1 200 OK\r\n") && answers.contains("\r\n\r\nHTTP/1.1 400 "))
        #expect(!client.isOpen)
    }

    @Test("A broken chunk is answered 400 and not 502, and the upstream's connection is gone")
    func blamesTheClient() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.post, "Transfer-Encoding: chunked\r\n") + "1\r\nx\r\nzz\r\n")
        #expect(try client.received().hasPrefix("HTTP/1.1 400 "))
        #expect(!client.isOpen && gateway.connector.last?.isOpen == false)
        #expect(gateway.observer.seen.failures.isEmpty)
    }

    @Test("When a client goes, its upstream request ends and its place under concurrency is free (gravitee 11595)")
    func cancels() throws {
        let gateway = try EmbeddedGateway { $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 1) }
        for request in [gateway.request(), gateway.request(Self.post, "Content-Length: 10\r\n")] {
            let client = try gateway.client()
            try client.send(request)
            let upstream = try #require(gateway.connector.last)
            let other = try gateway.client()
            try other.send(gateway.request())
            #expect(try other.received().hasPrefix("HTTP/1.1 429 "))
            client.vanish()
            #expect(!upstream.isOpen)
            try other.send(gateway.request())
            try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            #expect(try other.received().hasPrefix("HTTP/1.1 200 "))
            other.vanish()
        }
    }

    @Test("A client that goes while a connection is made leaves that to the next one")
    func abandonsConnects() throws {
        let gateway = try EmbeddedGateway { $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 1) }
        gateway.connector.behaviour = .waits
        let client = try gateway.client()
        try client.send(gateway.request())
        client.vanish()
        gateway.connector.connect(try #require(gateway.connector.attempts.first))
        let other = try gateway.client()
        try other.send(gateway.request())
        #expect(gateway.connector.attempts.count == 1)
        #expect(try gateway.connector.last?.received().hasPrefix("GET /base/x ") == true)
    }

    @Test("A client that does not read its answers has no more requests begun")
    func waitsForReaders() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        client.takes(false)
        let reads = client.readCount
        try client.send(String(repeating: gateway.request("GET /nowhere HTTP/1.1"), count: 3))
        #expect(try client.received() == "")
        #expect(client.readCount == reads)
        client.takes(true)
        #expect(try client.received().split(separator: "HTTP/1.1 404 ").count == 3)
        #expect(client.readCount > reads)
    }

    @Test("Requests that come far ahead are answered in their turn, all of them, and no more is read meanwhile")
    func boundsPipelines() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        let request = "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
        try client.send(gateway.request() + String(repeating: request, count: 1_000))
        let reads = client.readCount
        try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        for _ in 0..<20 { gateway.takeTurns() }
        #expect(try client.received().split(separator: "HTTP/1.1 404 ").count == 1_001)
        #expect(client.isOpen && client.readCount == reads + 1)
    }
}
