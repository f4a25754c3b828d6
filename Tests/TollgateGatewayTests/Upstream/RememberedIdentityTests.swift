import NIOCore
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("What an upstream is told of a caller is rendered twice at most, and never out of date")
struct RememberedIdentityTests {
    /// The lines about the caller that the upstream is sent for a token.
    private func lines(_ gateway: EmbeddedGateway, _ token: String) throws -> String {
        let client = try gateway.client()
        try client.send(gateway.request(token: token))
        let upstream = try #require(gateway.connector.last)
        let received = try upstream.received()
        try upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        return received.split(separator: "\r\n").filter { $0.hasPrefix("X-Tollgate-") }.joined(separator: " ")
    }

    @Test("The lines are the same for each request, and count as bytes of the token's entry from the second on")
    func keeps() throws {
        let gateway = try EmbeddedGateway()
        let tokens = [gateway.token(client: "José, 100%"), gateway.token(client: "other")]
        let first = try tokens.map { try lines(gateway, $0) }
        #expect(first[0].contains("X-Tollgate-Client: Jos%C3%A9,%20100%25"))
        let bytes = gateway.test.gate.tokenCacheStatistics.bytes
        #expect(try tokens.map { try lines(gateway, $0) } == first)
        let kept = first.map { $0.utf8.count + 4 + 96 }.reduce(0, +)
        #expect(gateway.test.gate.tokenCacheStatistics.bytes == bytes + kept)
        for _ in 0..<300 { #expect(try tokens.map { try lines(gateway, $0) } == first) }
        #expect(gateway.test.gate.tokenCacheStatistics.bytes == bytes + kept)
    }

    @Test("Claims are told in fields of their own, from the first request on, and nobody else can write them")
    func tellsClaims() throws {
        let gateway = try EmbeddedGateway { source in
            source.apis[0].identityClaims = [
                IdentityClaim(field: "X-Tenant", claim: "tenant"), IdentityClaim(field: "X-Missing", claim: "missing"),
            ]
            source.apis[0].publicPaths = [PathPattern("/open").map { PathRule(pattern: $0) }].compactMap { $0 }
        }
        let claims = TokenClaims(scope: "product_payments free_plan").with("exp", "4000000000")
        let token = gateway.test.forge.token(payload: claims.with("tenant", "\"a b\"").json)
        let hostile = "X-Tenant: evil\r\nx_tenant: evil\r\nX-Missing: evil\r\nX-Other: kept\r\n"
        for _ in 0..<4 {
            let client = try gateway.client()
            try client.send(gateway.request("GET /payment-api/x HTTP/1.1", hostile, token: token))
            let upstream = try #require(gateway.connector.last)
            let sent = try upstream.received()
            #expect(sent.contains("\r\nX-Tenant: a%20b\r\n") && sent.contains("\r\nX-Other: kept\r\n"))
            #expect(!sent.contains("evil"))
            try upstream.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        }
        let client = try gateway.client()
        try client.send(
            "POST /payment-api/open HTTP/1.1\r\nHost: h\r\n\(hostile)Transfer-Encoding: chunked\r\n\r\n"
                + "0\r\nX-Tenant: evil\r\nX-Sum: 1\r\n\r\n")
        let sent = try #require(try gateway.connector.last?.received())
        #expect(!sent.contains("evil") && sent.hasSuffix("0\r\nX-Sum: 1\r\n\r\n"))
    }

    @Test("A reload that changes what is told changes it at once, and gives the bytes back")
    func forgets() throws {
        let gateway = try EmbeddedGateway()
        let token = gateway.token()
        let first = try lines(gateway, token)
        let bytes = gateway.test.gate.tokenCacheStatistics.bytes
        for _ in 0..<3 { #expect(try lines(gateway, token) == first) }
        try gateway.reload { $0.policies[0].tags = ["gold"] }
        #expect(gateway.test.gate.tokenCacheStatistics.bytes == bytes)
        for _ in 0..<3 { #expect(try lines(gateway, token) == first + " X-Tollgate-Tags: gold") }
    }
}
