import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import TollgateCLI

@Suite("An answer's framing says where it ends, and there is none where there is no content")
struct ResponseFramingTests {
    /// The bytes of an answer with these fields and the content `hello`.
    private func answer(to method: HTTPMethod, _ status: HTTPResponseStatus, _ headers: HTTPHeaders = [:]) throws
        -> String
    {
        var encoder = HTTPResponseEncoder.Configuration()
        encoder.automaticallySetFramingHeaders = false
        let channel = EmbeddedChannel(
            handlers: [HTTPResponseEncoder(configuration: encoder), ResponseFramingHandler()])
        try channel.writeInbound(HTTPServerRequestPart.head(.init(version: .http1_1, method: method, uri: "/")))
        try channel.writeOutbound(
            HTTPServerResponsePart.head(.init(version: .http1_1, status: status, headers: headers)))
        try channel.writeOutbound(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: "hello"))))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        var text = ""
        while let part = try channel.readOutbound(as: IOData.self) {
            if case .byteBuffer(let buffer) = part { text += String(buffer: buffer) }
        }
        _ = try channel.finish(acceptAlreadyClosed: true)
        return text
    }

    @Test("An answer to GET has a length or comes in chunks")
    func framesContent() throws {
        #expect(
            try answer(to: .GET, .ok) == "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
        #expect(
            try answer(to: .GET, .ok, ["content-length": "5"]) == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")
    }

    @Test(
        "An answer to HEAD ends with its header, and tells a length only where there is one",
        arguments: [200, 400, 401, 403, 404, 408, 429, 500, 502, 503, 504])
    func endsHead(code: Int) throws {
        let status = HTTPResponseStatus(statusCode: code)
        let line = "HTTP/1.1 \(code) \(status.reasonPhrase)\r\n"
        #expect(try answer(to: .HEAD, status) == line + "\r\n")
        #expect(try answer(to: .HEAD, status, ["content-length": "7"]) == line + "content-length: 7\r\n\r\n")
        #expect(try answer(to: .HEAD, status, ["transfer-encoding": "chunked"]) == line + "\r\n")
    }

    @Test("204 has no length at all, 304 keeps the one of what has not changed")
    func endsStatuses() throws {
        #expect(try answer(to: .GET, .noContent, ["content-length": "5"]) == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(
            try answer(to: .GET, .notModified, ["content-length": "5"])
                == "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n")
        #expect(try answer(to: .GET, .notModified) == "HTTP/1.1 304 Not Modified\r\n\r\n")
    }

    @Test("Requests that come ahead keep their turn")
    func keepsTheOrder() throws {
        let channel = EmbeddedChannel(handler: ResponseFramingHandler())
        for method in [HTTPMethod.HEAD, .GET, .HEAD] {
            try channel.writeInbound(HTTPServerRequestPart.head(.init(version: .http1_1, method: method, uri: "/")))
        }
        var areChunked: [Bool] = []
        for _ in 0..<3 {
            try channel.writeOutbound(HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok)))
            try channel.writeOutbound(HTTPServerResponsePart.end(nil))
            while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
                if case .head(let head) = part { areChunked.append(head.headers.contains(name: "transfer-encoding")) }
            }
        }
        #expect(areChunked == [false, true, false])
    }
}
