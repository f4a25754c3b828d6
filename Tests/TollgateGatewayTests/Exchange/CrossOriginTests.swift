import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Pages of other origins get answers that they can read")
struct CrossOriginTests {
    private static let page = "Origin: https://app.example\r\n"
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"

    private func gateway(
        _ setting: API.CrossOrigin? = nil, _ change: (inout API) -> Void = { _ in }
    ) throws -> EmbeddedGateway {
        let origin = try #require(OriginPattern("https://app.example"))
        return try EmbeddedGateway { source in
            source.apis[0].crossOrigin = setting ?? .rules(CrossOriginRules(.oneOf([origin])))
            change(&source.apis[0])
        }
    }

    private func preflight(_ method: String = "POST", path: String = "x", origin: String = page) -> String {
        "OPTIONS /payment-api/\(path) HTTP/1.1\r\nHost: h\r\n\(origin)"
            + "Access-Control-Request-Method: \(method)\r\nAccess-Control-Request-Headers: authorization\r\n\r\n"
    }

    @Test("A browser that asks first is answered without a token, and the upstream hears nothing of it")
    func answersPreflight() throws {
        let gateway = try gateway()
        let client = try gateway.client()
        try client.send(preflight())
        #expect(
            try client.received()
                == "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: https://app.example\r\n"
                + "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE\r\n"
                + "Access-Control-Allow-Headers: Authorization, *\r\nAccess-Control-Max-Age: 600\r\n"
                + "Vary: Origin\r\n\r\n")
        #expect(gateway.connector.peers.isEmpty && gateway.observer.seen.outcomes == [.open])
        try client.send(preflight(origin: "Origin: https://evil.example\r\n"))
        let refused = try client.received()
        #expect(refused.hasPrefix("HTTP/1.1 403 ") && !refused.contains("Access-Control"))
        // What does not ask about another request is one.
        try client.send("OPTIONS /payment-api/x HTTP/1.1\r\nHost: h\r\n\(Self.page)\r\n")
        #expect(try client.received().hasPrefix("HTTP/1.1 401 "))
    }

    @Test("Refusals can be read, with what they ask for")
    func letsReadRefusals() throws {
        let gateway = try gateway()
        let client = try gateway.client()
        try client.send("GET /payment-api/x HTTP/1.1\r\nHost: h\r\n\(Self.page)\r\n")
        let answer = try client.received()
        #expect(answer.hasPrefix("HTTP/1.1 401 ") && answer.contains("\r\nWWW-Authenticate: Bearer "))
        #expect(answer.contains("\r\nVary: Origin\r\nAccess-Control-Allow-Origin: https://app.example\r\n"))
        #expect(answer.contains("\r\nAccess-Control-Expose-Headers: WWW-Authenticate, "))
        try client.send(gateway.request("GET /payment-api/x HTTP/1.1", Self.page))
        gateway.connector.last?.vanish()
        #expect(try client.received().contains("\r\nAccess-Control-Allow-Origin: https://app.example\r\n"))
        try client.send("GET /payment-api/x HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try !client.received().contains("Access-Control"))
    }

    @Test("What the upstream says of other origins is replaced, however it is spelt")
    func replaces() throws {
        let gateway = try gateway()
        let client = try gateway.client()
        try client.send(gateway.request("GET /payment-api/x HTTP/1.1", Self.page))
        let upstream = try #require(gateway.connector.last)
        #expect(try upstream.received().contains("\r\nOrigin: https://app.example\r\n"))
        try upstream.send(
            Self.ok + "access-control-allow-origin: *\r\nAccess-Control-Allow-Credentials: true\r\n"
                + "ACCESS-CONTROL-EXPOSE-HEADERS: X-A\r\nX-A: 1\r\nVary: Accept\r\n\r\n")
        let answer = try client.received()
        #expect(answer.contains("\r\nX-A: 1\r\nVary: Accept\r\n") && !answer.contains("Credentials"))
        #expect(answer.lowercased().split(separator: "access-control-allow-origin").count == 2)
        try client.send(gateway.request("GET /payment-api/x HTTP/1.1", "Origin: https://evil.example\r\n"))
        try gateway.connector.last?.send(Self.ok + "Access-Control-Allow-Origin: *\r\n\r\n")
        #expect(try !client.received().contains("Access-Control"))
    }

    @Test("Without rules a resource can be called by all pages, but not what needs no token")
    func hasDefault() throws {
        let gateway = try gateway(.standard) {
            $0.resource = "https://gate.example/payment-api"
            $0.publicPaths = [PathPattern("/open").map { PathRule(pattern: $0) }].compactMap { $0 }
        }
        let client = try gateway.client()
        try client.send(preflight())
        #expect(try client.received().contains("Access-Control-Allow-Origin: *\r\n"))
        try client.send(preflight(path: "open"))
        #expect(try gateway.connector.last?.received().hasPrefix("OPTIONS /base/open ") == true)
        try gateway.connector.last?.send(Self.ok + "Access-Control-Allow-Origin: https://own.example\r\n\r\n")
        #expect(try client.received().contains("Access-Control-Allow-Origin: https://own.example\r\n"))
        let plain = try self.gateway(.standard)
        let other = try plain.client()
        try other.send(preflight())
        #expect(try other.received().hasPrefix("HTTP/1.1 401 "))
    }
}
