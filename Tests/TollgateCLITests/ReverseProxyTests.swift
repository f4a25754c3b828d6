import Foundation
import HTTPTypes
import Hummingbird
import LogTesting
import NIOCore
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateOutbound
import TollgateTesting

@testable import TollgateCLI

@Suite(
    "The gateway passes requests on, and nothing that is not the upstream's business", .realServers, .serialized,
    .timeLimit(.minutes(5)))
struct ReverseProxyTests {
    /// Runs `body` with a gateway in front of `upstream`, and a token that it accepts.
    private func withGateway(
        in front: Router<BasicRequestContext>, change: @escaping @Sendable (inout Catalogue) -> Void = { _ in },
        _ body: @escaping @Sendable (_ url: String, _ token: String, OutboundClient) async throws -> Void
    ) async throws {
        let forge = try TokenForge.shared.get()
        try await LoopbackServer.run(front) { upstream in
            var catalogue = TestCatalogue.payments()
            catalogue.apis[0].upstream = upstream + "/base/"
            catalogue.policies[0].access = [AccessRight(api: "payments")]
            catalogue.policies[1].limits = Limits(rate: .unlimited)
            change(&catalogue)
            var configuration = try Configuration(path: QuickstartFile.find())
            configuration.catalogue = try CompiledCatalogue(catalogue)
            configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: 0)
            configuration.gateway.adminListen = nil
            let gateway = Gateway(configuration: configuration, logger: .silent)
            let set = try KeySet(json: Array(TokenForge.keySet(forge).utf8))
            gateway.gate.keys.install(set, issuer: gateway.gate.catalogue.issuerSlots[0], at: .now())
            let token = forge.token(payload: TokenClaims(now: Instant.now().unixSeconds).json)
            try await LoopbackServer.run(gateway) { url in
                try await OutboundClient.with { client in try await body(url, token, client) }
            }
        }
    }

    private func echo() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/base") { request, _ in try Upstream.answer(request) }
        router.get("/base/**") { request, _ in try Upstream.answer(request) }
        router.post("/base/length-unread") { _, _ in Response(status: .contentTooLarge) }
        router.head("/base/head") { _, _ in
            Response(status: .ok, headers: [.contentLength: "7"], body: ResponseBody())
        }
        router.post("/base/length") { request, _ in
            var length = 0
            for try await buffer in request.body { length += buffer.readableBytes }
            return "\(length)"
        }
        router.get("/base/big") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 0..<160 { try await writer.write(ByteBuffer(repeating: 0x61, count: 65_536)) }
                    try await writer.finish(nil)
                })
        }
        router.get("/base/teapot") { _, _ in
            Response(
                status: .init(code: 418, reasonPhrase: "short and stout"),
                headers: [
                    .connection: "x-secret", HTTPField.Name("X-Secret") ?? .cookie: "1", .setCookie: "a=b",
                    .location: "/elsewhere",
                ])
        }
        return router
    }

    private struct Echo: Decodable {
        let path: String
        let headers: [String: String]
    }

    @Test("The upstream gets the rest of the path and the query as they were written, and who calls")
    func forwards() async throws {
        try await withGateway(in: echo()) { url, token, client in
            let response = try await client.send(
                OutboundRequest(
                    url: url + "/payment-api/a%20b/c?x=1&y=%2F",
                    headers: [
                        ("Authorization", "Bearer \(token)"), ("X-Tollgate-Client", "admin"),
                        ("x_tollgate_client", "admin"), ("X-Tollgate_Tags", "vip"), ("X-Custom", "kept"),
                        ("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=6.6.6.6"),
                        ("X_Forwarded_Host", "evil"), ("Connection", "X-Hop"), ("X-Hop", "dropped"), ("TE", "trailers"),
                    ]))
            #expect(response.status == 200)
            let echo = try JSONDecoder().decode(Echo.self, from: Data(response.body))
            #expect(echo.path == "/base/a%20b/c?x=1&y=%2F")
            #expect(echo.headers["X-Tollgate-Client"] == "client-1")
            #expect(echo.headers["X-Tollgate-Policies"] == "free-limits,payments-access")
            #expect(echo.headers["X-Custom"] == "kept")
            #expect(echo.headers["X-Forwarded-For"] == "127.0.0.1")
            #expect(echo.headers["X-Forwarded-Proto"] == "http")
            // That the client reads trailers is so for the gateway as well.
            #expect(echo.headers["TE"] == "trailers")
            let names = Set(echo.headers.keys.map { $0.lowercased() })
            #expect(
                names.isDisjoint(with: [
                    "authorization", "forwarded", "x_forwarded_host", "x_tollgate_client", "x-tollgate_tags", "x-hop",
                ]))
        }
    }

    @Test(
        "What may not stand in a URL is encoded, what need not be encoded is not, and nothing else is touched",
        arguments: [
            ("/orders/%C3%A9|b", "/base/orders/%C3%A9%7Cb"),
            ("/get?redirect=%26a%3Db|", "/base/get?redirect=%26a%3Db%7C"),
            ("/get?a=%", "/base/get?a=%25"), ("/get?a=%zz&b=[1]", "/base/get?a=%25zz&b=%5B1%5D"),
            ("/u/me%40x.example/2026%3A%2B%2C%3d%26%24", "/base/u/me%40x.example/2026%3A%2B%2C%3d%26%24"),
            ("/%67et%7e/%2Ea?b=%67", "/base/get~/.a?b=%67"), ("/p/%40scope%2Fname%2fa", "/base/p/%40scope%2Fname%2fa"),
            ("?x=1", "/base/?x=1"), ("", "/base/"),
            ("/get?a=/?:@!$'()*+,;=~", "/base/get?a=/?:@!$'()*+,;=~"), ("/a%20b\"c^`{}", "/base/a%20b%22c%5E%60%7B%7D"),
        ])
    func keepsTheTarget(target: String, expected: String) async throws {
        try await withGateway(in: echo(), change: { $0.apis[0].encodedSlashes = .allow }) { url, token, _ in
            let port = try #require(URLParts(url)?.port)
            let answer = try await RawRequest.send(
                "GET /payment-api\(target) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
                    + "Connection: close\r\n\r\n", port: port)
            let body = try #require(answer.components(separatedBy: "\r\n\r\n").last)
            let echo = try JSONDecoder().decode(Echo.self, from: Data(body.utf8))
            #expect(echo.path == expected)
        }
    }

    @Test("forward_token lets the upstream see the token")
    func forwardsTheToken() async throws {
        try await withGateway(in: echo(), change: { $0.apis[0].forwardsToken = true }) { url, token, client in
            let response = try await client.send(
                OutboundRequest(url: url + "/payment-api/get", headers: [("Authorization", "Bearer \(token)")]))
            let echo = try JSONDecoder().decode(Echo.self, from: Data(response.body))
            #expect(echo.headers["Authorization"] == "Bearer \(token)")
        }
    }

    @Test("Bodies of 10 MiB pass in both directions")
    func streamsBodies() async throws {
        try await withGateway(in: echo()) { url, token, client in
            let headers = [(name: "Authorization", value: "Bearer \(token)")]
            let up = try await client.send(
                OutboundRequest(
                    method: "POST", url: url + "/payment-api/length", headers: headers,
                    body: [UInt8](repeating: 1, count: 10 * 1024 * 1024)))
            #expect(String(decoding: up.body, as: UTF8.self) == "10485760")
            let down = try await client.send(OutboundRequest(url: url + "/payment-api/big", headers: headers))
            #expect(down.body.count == 10_485_760)
        }
    }

    @Test("An upload that stalls is answered as soon as the upstream answers, and its connection is closed")
    func survivesStalledUploads() async throws {
        try await withGateway(in: echo()) { url, token, client in
            let port = try #require(URLParts(url)?.port)
            for length in ["Content-Length: 100", "Transfer-Encoding: chunked"] {
                let first = length.hasPrefix("T") ? "1\r\nx\r\n" : "x"
                for path in ["nowhere/at/all", "length-unread"] {
                    let answer = try await RawRequest.send(
                        "POST /payment-api/\(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
                            + "\(length)\r\n\r\n\(first)", port: port)
                    #expect(answer.hasPrefix("HTTP/1.1 4"))
                }
            }
            let response = try await client.send(
                OutboundRequest(url: url + "/payment-api/get", headers: [("Authorization", "Bearer \(token)")]))
            #expect(response.status == 200)
        }
    }

    @Test("Status and fields of the upstream come back, redirects are the client's business")
    func returnsTheAnswer() async throws {
        try await withGateway(in: echo()) { url, token, client in
            let response = try await client.send(
                OutboundRequest(url: url + "/payment-api/teapot", headers: [("Authorization", "Bearer \(token)")]))
            #expect(response.status == 418)
            #expect(response.header("Set-Cookie") == "a=b")
            #expect(response.header("Location") == "/elsewhere")
            #expect(response.header("X-Secret") == nil)
        }
    }

    @Test("An upstream that is not there is 502, and a HEAD request has no body")
    func answersForTheUpstream() async throws {
        try await withGateway(in: echo(), change: { $0.apis[0].upstream = "http://127.0.0.1:1/" }) {
            url, token, client in
            let headers = [(name: "Authorization", value: "Bearer \(token)")]
            let response = try await client.send(OutboundRequest(url: url + "/payment-api/get", headers: headers))
            #expect(response.status == 502)
            #expect(String(decoding: response.body, as: UTF8.self).contains("\"code\":\"upstream_unavailable\""))
        }
        try await withGateway(in: echo()) { url, token, client in
            let headers = [(name: "Authorization", value: "Bearer \(token)")]
            let response = try await client.send(
                OutboundRequest(method: "HEAD", url: url + "/payment-api/head", headers: headers))
            #expect(response.status == 200)
            #expect(response.header("Content-Length") == "7")
            #expect(response.body.isEmpty)
        }
    }
}
