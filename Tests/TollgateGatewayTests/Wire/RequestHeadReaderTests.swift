import NIOCore
import Testing

@testable import TollgateGateway

@Suite("Requests that two servers could read in two ways are refused (RFC 9112 §3.2, §6, §11.2)")
struct RequestHeadReaderTests {
    private func read(_ text: String) throws -> RequestHead {
        var request = RequestHead()
        var buffer = ByteBuffer(string: text)
        var searched = 0
        try #require(
            try RequestHeadReader.read(&buffer, into: &request, searched: &searched, maximumBytes: 65_536))
        #expect(buffer.readableBytes == 0)
        return request
    }

    private func fault(_ text: String) throws -> RequestFault? {
        do {
            _ = try read(text)
            return nil
        } catch let fault as RequestFault {
            return fault
        }
    }

    private static let get = "GET / HTTP/1.1\r\n"

    @Test("What is malformed, contradicts itself or is not for a gateway is refused")
    func refuses() throws {
        let rows: [(text: String, fault: RequestFault)] = [
            (Self.get + "\r\n", .host), (Self.get + "Host: a\r\nHost: a\r\n\r\n", .host),
            (Self.get + "Host: \r\n\r\n", .host), (Self.get + "Host: a, b\r\n\r\n", .host),
            (Self.get + "Host: a/b\r\n\r\n", .host), (Self.get + "Host: u@a\r\n\r\n", .host),
            (Self.get + "Host: a b\r\n\r\n", .host), (Self.get + "Host: :80\r\n\r\n", .host),
            ("GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n", .host),
            ("GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n", .host),
            (Self.get + "Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", .length),
            (Self.get + "Host: a\r\nContent-Length: 9223372036854775808\r\n\r\n", .length),
            (Self.get + "Host: a\r\nContent-Length: 99999999999999999999\r\n\r\n", .length),
            (Self.get + "Host: a\r\nContent-Length: +1\r\n\r\n", .length),
            (Self.get + "Host: a\r\nContent-Length: 1, 1\r\n\r\n", .length),
            (Self.get + "Host: a\r\nContent-Length: 1\t\r\n\r\n", .length),
            (Self.get + "Host: a\r\nContent-Length: \r\n\r\n", .length),
            (Self.get + "Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .length),
            (Self.get + "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", .malformed),
            (Self.get + "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .transferCoding),
            (Self.get + "Host: a\r\nTransfer-Encoding: gzip\r\n\r\n", .transferCoding),
            (Self.get + "Host: a\r\nTransfer-Encoding: xchunked\r\n\r\n", .transferCoding),
            ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .malformed),
            (Self.get + "Host: a\r\nExpect: 200-ok\r\n\r\n", .expectation),
            ("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", .method),
            (Self.get + "Host: a\r\nA : 1\r\n\r\n", .malformed),
            (Self.get + "Host: a\r\nA: 1\r\n b\r\n\r\n", .malformed),
            (Self.get + "Host: a\r\nA: \u{1}\r\n\r\n", .malformed),
            (Self.get + "Host: a\r\nA: b\rc\r\n\r\n", .malformed),
            (Self.get + "Host: a\r\n: 1\r\n\r\n", .malformed),
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .version), ("GET / HTTP/0.9\r\n\r\n", .version),
            ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", .version), ("PRI * HTTP/2.0\r\n\r\n", .version),
            ("GET / http/1.1\r\nHost: a\r\n\r\n", .malformed), ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", .malformed), ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .malformed),
            ("GET /\t HTTP/1.1\r\nHost: a\r\n\r\n", .malformed), ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET *a HTTP/1.1\r\nHost: a\r\n\r\n", .malformed), ("GET /\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            ("GET /\r\n\r\n", .malformed), (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            (String(repeating: "A", count: 33) + " / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
            (Self.get + " Host: a\r\n\r\n", .malformed), ("get / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed),
        ]
        for row in rows {
            let found = try fault(row.text)
            #expect(found == row.fault, "\(row.text.debugDescription)")
        }
    }

    @Test("What is well-formed is read as it is meant")
    func reads() throws {
        let request = try read(
            "\r\nPOST http://Example.com:80/a?b HTTP/1.1\r\nhost: example.com:80\r\nTransfer-Encoding: Chunked\r\n"
                + "Expect: 100-Continue\r\nTE: gzip;q=0, trailers\r\nConnection: TE, close\r\nX: é\r\n\r\n")
        #expect(request.method == "POST" && request.target == "/a?b")
        #expect(request.content == .streamed)
        #expect(request.expectsContinue && request.acceptsTrailers && !request.keepsAlive)
        #expect(request.host.map { request.fields.text($0) } == "example.com:80")
        let old = try read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(old.minorVersion == 0 && !old.keepsAlive && old.host == nil)
        let upgrade = try read(Self.get + "Host: [::1]:8080\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n")
        #expect(upgrade.keepsAlive && upgrade.fields.lines.map(\.kind) == [.host, .connection, .hopByHop])
        #expect(try read("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n").target == "/")
        #expect(try read("GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n").target == "/?b")
        #expect(try read("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").target == "*")
        #expect(try read("M-SEARCH /ä HTTP/1.1\r\nHost: a\r\n\r\n").target == "/ä")
    }
}
