import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateNIO

@Suite("With the parts of swift-http-types the gate does the same")
struct HTTPTypesTests {
    /// Keeps the heads that reach it, and answers each at its end.
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPRequestPart
        typealias OutboundOut = HTTPResponsePart
        var heads: [HTTPRequest] = []
        var trailers: HTTPFields?

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch Self.unwrapInboundIn(data) {
            case .head(let head): heads.append(head)
            case .body: break
            case .end(let trailers):
                self.trailers = trailers
                context.write(Self.wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
                context.write(Self.wrapOutboundOut(.head(HTTPResponse(status: .ok))), promise: nil)
                context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }

    private struct Server {
        let channel = EmbeddedChannel()
        let handler = Handler()
        let test: TestGate

        init(version: HTTPTypesGateHandler.Version = .http1, _ change: (inout Catalogue) -> Void = { _ in }) throws {
            test = try TestGate(EmbeddedServer.catalogue(change), forge: TokenForge.shared.get())
            var settings = GateHandlerConfiguration()
            let clock = test.clock
            settings.now = { clock.instant }
            let gate = HTTPTypesGateHandler(gate: test.gate, version: version, configuration: settings)
            try channel.pipeline.syncOperations.addHandlers([gate, handler])
            try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 40_000)).wait()
        }

        func send(
            _ method: HTTPRequest.Method = .get, _ path: String? = "/payment-api/x", _ fields: HTTPFields,
            content: String? = nil, trailers: HTTPFields? = nil
        ) {
            let head = HTTPRequest(
                method: method, scheme: "http", authority: "a", path: path, headerFields: fields)
            channel.pipeline.fireChannelRead(HTTPRequestPart.head(head))
            if let content { channel.pipeline.fireChannelRead(HTTPRequestPart.body(ByteBuffer(string: content))) }
            channel.pipeline.fireChannelRead(HTTPRequestPart.end(trailers))
        }

        var token: HTTPFields {
            [.authorization: "Bearer \(test.forge.token(payload: TokenClaims().json))"]
        }

        func answers() throws -> [(head: HTTPResponse, text: String)] {
            var answers: [(head: HTTPResponse, text: String)] = []
            while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
                switch part {
                case .head(let head): answers.append((head, ""))
                case .body(let content): answers[answers.count - 1].text += String(buffer: content)
                case .end: break
                }
            }
            return answers
        }
    }

    private func name(_ text: String) throws -> HTTPField.Name { try #require(HTTPField.Name(text)) }

    @Test("An admitted request names its caller, and no field of the client's does")
    func admits() throws {
        let server = try Server { $0.policies[1].limits = Limits(rate: .limited(requests: 5, seconds: 1)) }
        var fields = server.token
        for spelling in ["X-Tollgate-Client", "X_Tollgate_Client"] { fields[try name(spelling)] = "admin" }
        fields[.connection] = "keep-alive, x-tollgate-client"
        server.send(.post, "/payment-api/x", fields, trailers: [try name("X-Tollgate-Tags"): "admin", .eTag: "1"])
        let head = try #require(server.handler.heads.first)
        #expect(
            head.headerFields.map { "\($0.name): \($0.value)" } == [
                "Connection: keep-alive", "X-Tollgate-Client: client-1", "X-Tollgate-Subject: e4a7bad7",
                "X-Tollgate-Policies: free-limits,payments-access",
            ])
        #expect(server.handler.trailers == [.eTag: "1"])
        let answers = try server.answers()
        #expect(answers.map(\.head.status.code) == [100, 200])
        #expect(answers.first?.head.headerFields.isEmpty == true)
        #expect(answers.last?.head.headerFields[try name("RateLimit")] == "\"free-limits:rate\";r=4;t=1")
    }

    @Test("A rejected request is answered with challenge, body and length, and two credentials are refused")
    func rejects() throws {
        let server = try Server()
        server.send(.post, "/payment-api/x", [:], content: "hello")
        server.send(.head, "/payment-api/x", [:])
        server.send(.get, nil, [:])
        var twice = server.token
        twice.append(HTTPField(name: .authorization, value: "Bearer x"))
        server.send(.get, "/payment-api/x", twice)
        let answers = try server.answers()
        #expect(answers.map(\.head.status.code) == [401, 401, 400, 400])
        #expect(answers.first?.head.headerFields[.wwwAuthenticate] == "Bearer realm=\"payments\"")
        #expect(answers.first?.text == Rejection.tokenMissing.body && answers[1].text.isEmpty)
        #expect(answers[1].head.headerFields[.contentLength] == "\(Rejection.tokenMissing.body.utf8.count)")
        #expect(server.handler.heads.isEmpty && server.channel.isActive)
    }

    @Test("`Connection` is said over HTTP/1 alone", arguments: [true, false])
    func saysConnection(isHTTP1: Bool) throws {
        let server = try Server(version: isHTTP1 ? .http1 : .http2)
        server.send(.post, "/payment-api/x", [.expect: "100-continue", .contentLength: "5"])
        let head = try #require(try server.answers().first?.head)
        #expect(head.headerFields[.connection] == (isHTTP1 ? "close" : nil))
        #expect(server.channel.isActive != isHTTP1)
    }

    @Test("Behind the codec for HTTP/1 the bytes are those of `GateHandler`")
    func worksBehindTheCodec() throws {
        let channel = EmbeddedChannel()
        let test = try TestGate(EmbeddedServer.catalogue { _ in }, forge: TokenForge.shared.get())
        try channel.pipeline.syncOperations.addHandlers([
            HTTP1ToHTTPServerCodec(secure: false), HTTPTypesGateHandler(gate: test.gate), Handler(),
        ])
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 40_000)).wait()
        let headers = HTTPHeaders([("Host", "a"), ("Connection", "close")])
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/payment-api/x", headers: headers)
        channel.pipeline.fireChannelRead(HTTPServerRequestPart.head(head))
        channel.pipeline.fireChannelRead(HTTPServerRequestPart.end(nil))
        guard case .head(let answer) = try channel.readOutbound(as: HTTPServerResponsePart.self) else {
            throw Rejection.accessDenied
        }
        #expect(answer.status == .unauthorized)
        #expect(answer.headers["Connection"] == ["close"] && answer.headers["Content-Length"].count == 1)
    }
}
