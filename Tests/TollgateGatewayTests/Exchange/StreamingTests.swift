import Foundation
import NIOCore
import NIOEmbedded
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("HTTP/1.0 and 1.1, whole: both bodies are streamed, and each ends as its side of the gateway can tell")
struct StreamingTests {
    private static let post = "POST /payment-api/x HTTP/1.1"

    @Test("A body of known length and one in chunks go on as they come")
    func streamsRequests() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.post, "Content-Length: 10\r\n") + "hello")
        let upstream = try #require(gateway.connector.last)
        #expect(try upstream.received().hasSuffix("\r\n\r\nhello"))
        try client.send("world")
        #expect(try upstream.received() == "world")
        try upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        _ = try client.received()
        try client.send(gateway.request(Self.post, "Transfer-Encoding: chunked\r\n") + "5;x=y\r\nhello\r\n")
        let head = try upstream.received()
        #expect(head.contains("\r\nTransfer-Encoding: chunked\r\n") && head.hasSuffix("\r\n\r\n5\r\nhello\r\n"))
        try client.send("3\r\nabc\r\n0\r\n\r\n")
        #expect(try upstream.received() == "3\r\nabc\r\n0\r\n\r\n")
        try upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(try client.received().hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(gateway.connector.peers.count == 1 && client.isOpen)
    }

    @Test("An answer without a length is chunked for HTTP/1.1 and ends with the connection for HTTP/1.0 (linkerd 1847)")
    func framesAnswers() throws {
        for (text, ends) in [
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\n\r\nhello", true), ("HTTP/1.0 200 OK\r\n\r\nhello", true),
        ] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(gateway.request())
            let upstream = try #require(gateway.connector.last)
            try upstream.send(text)
            if ends { upstream.vanish() }
            #expect(
                try client.received() == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
            #expect(client.isOpen)
            let old = try gateway.client()
            try old.send(gateway.request("GET /payment-api/x HTTP/1.0"))
            let second = try #require(gateway.connector.last)
            try second.send(text)
            if ends { second.vanish() }
            #expect(try old.received() == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")
            #expect(!old.isOpen)
        }
    }

    @Test("A client that closes is told so, whether it says `close` or is of HTTP/1.0")
    func closes() throws {
        for request in [("GET /payment-api/x HTTP/1.1", "Connection: Close\r\n"), ("GET /payment-api/x HTTP/1.0", "")] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(gateway.request(request.0, request.1))
            try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            #expect(try client.received() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
            #expect(!client.isOpen)
        }
    }

    @Test("`Expect: 100-continue` is answered once the upstream can take the content, and never where it is refused")
    func answersExpectations() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        gateway.connector.behaviour = .waits
        try client.send(gateway.request(Self.post, "Expect: 100-continue\r\nContent-Length: 2\r\n"))
        #expect(try client.received() == "")
        gateway.connector.connect(try #require(gateway.connector.attempts.first))
        #expect(try client.received() == "HTTP/1.1 100 Continue\r\n\r\n")
        let upstream = try #require(gateway.connector.last)
        #expect(try !upstream.received().contains("Expect"))
        try client.send("hi")
        #expect(try upstream.received() == "hi")
        try upstream.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 204 N\r\n\r\n")
        #expect(try client.received() == "HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 204 N\r\n\r\n")
        #expect(client.isOpen)
        let expecting = "Expect: 100-continue\r\nContent-Length: 2\r\n"
        try client.send(gateway.request(Self.post, expecting, token: "a.b.c"))
        let refused = try client.received()
        #expect(refused.hasPrefix("HTTP/1.1 401 ") && refused.contains("\r\nConnection: close\r\n"))
        #expect(!client.isOpen)
    }

    @Test("Trailers of an answer reach a client that reads them")
    func passesTrailers() throws {
        for (more, end) in [("TE: trailers\r\nConnection: TE\r\n", "X-Sum: 1\r\n\r\n"), ("", "\r\n")] {
            let gateway = try EmbeddedGateway()
            let client = try gateway.client()
            try client.send(gateway.request("GET /payment-api/x HTTP/1.1", more))
            let upstream = try #require(gateway.connector.last)
            #expect(try upstream.received().contains("\r\nTE: trailers\r\n") == !more.isEmpty)
            try upstream.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n1\r\nx\r\n0\r\n"
                    + "X-Sum: 1\r\nContent-Length: 9\r\nX-Tollgate-Client: a\r\n\r\n")
            #expect(try client.received().hasSuffix("1\r\nx\r\n0\r\n\(end)"))
        }
    }

    @Test("Requests that come ahead are answered in their order, and not read before their turn")
    func pipelines() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        let paths = ["a", "b", "c"]
        try client.send(paths.map { gateway.request("GET /payment-api/\($0) HTTP/1.1") }.joined())
        let reads = client.readCount
        let upstream = try #require(gateway.connector.last)
        for path in paths {
            #expect(try upstream.received().hasPrefix("GET /base/\(path) "))
            #expect(client.readCount == reads || path == "c")
            try upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(path)")
            #expect(try client.received().hasSuffix("\r\n\r\n\(path)"))
        }
        #expect(client.readCount > reads)
        // Some that are answered here, between others.
        try client.send(
            gateway.request("GET /nowhere HTTP/1.1") + gateway.request() + gateway.request("GET /nowhere HTTP/1.1"))
        #expect(try client.received().hasPrefix("HTTP/1.1 404 "))
        try upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
        let rest = try client.received()
        #expect(rest.hasPrefix("HTTP/1.1 200 ") && rest.contains("xHTTP/1.1 404 "))
    }

    @Test("An answer that comes before the content is sent is passed on; neither connection is used again")
    func passesEarlyAnswers() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.post, "Content-Length: 1000000\r\n") + "hello")
        let upstream = try #require(gateway.connector.last)
        try upstream.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
        #expect(
            try client.received()
                == "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        #expect(!client.isOpen && !upstream.isOpen)
    }

    @Test("A little content that nobody wants is left out for the sake of the connection; much of it ends that")
    func discardsContent() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request(Self.post, "Content-Length: 10\r\n", token: "a.b.c") + "hello")
        let refused = try client.received()
        #expect(refused.hasPrefix("HTTP/1.1 401 ") && !refused.contains("Connection: close"))
        try client.send("world" + gateway.request("GET /nowhere HTTP/1.1"))
        #expect(try client.received().hasPrefix("HTTP/1.1 404 "))
        for more in ["Content-Length: 1000000\r\n", "Transfer-Encoding: chunked\r\n"] {
            let client = try gateway.client()
            try client.send(gateway.request(Self.post, more, token: "a.b.c"))
            #expect(try client.received().contains("\r\nConnection: close\r\n"))
            #expect(!client.isOpen)
        }
    }

    @Test("An upstream is not read while the client does not take the answer, nor a client while the upstream is full")
    func holdsBack() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        let upstream = try #require(gateway.connector.last)
        client.takes(false)
        try upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhello")
        let reads = upstream.readCount
        try upstream.send("hello")
        #expect(upstream.readCount == reads)
        client.takes(true)
        #expect(upstream.readCount == reads + 1)
        try upstream.send("hellohello")
        #expect(try client.received().hasSuffix("hellohellohellohello"))

        try client.send(gateway.request(Self.post, "Content-Length: 15\r\n") + "hello")
        upstream.takes(false)
        let clientReads = client.readCount
        try client.send("hello")
        #expect(client.readCount == clientReads)
        upstream.takes(true)
        #expect(client.readCount == clientReads + 1)
    }

    @Test("Large parts of an answer are passed on without being copied together")
    func passesLargeParts() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        let part = String(repeating: "x", count: 40_000)
        try gateway.connector.last?.send(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9c40\r\n\(part)\r\n2\r\nhi\r\n0\r\n\r\n")
        #expect(
            try client.received()
                == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9c40\r\n\(part)\r\n2\r\nhi\r\n0\r\n\r\n")
    }
}
