import NIOCore
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Requests that come through trusted proxies")
struct TrustedProxyTests {
    private func gateway(_ limits: (inout GatewayLimits) -> Void = { _ in }) throws -> EmbeddedGateway {
        let trusted = try TrustedProxies(["192.0.2.7"])
        return try EmbeddedGateway(
            catalogue: { $0.apis[0].mode = .observe }, limits: limits, listener: { $0.trustedProxies = trusted })
    }

    @Test("Shares of an upstream are counted by the address that the proxy tells")
    func sharesByOrigin() throws {
        let gateway = try gateway { $0.connectionsPerUpstream = 3 }
        func ask(_ address: String) throws -> EmbeddedPeer {
            let client = try gateway.client()
            try client.send("GET /payment-api/x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \(address)\r\n\r\n")
            return client
        }
        let first = try ask("198.51.100.1")
        #expect(try ask("198.51.100.1").received().hasSuffix("\"code\":\"upstream_share_used_up\"}\n"))
        let other = try ask("198.51.100.2")
        for client in [first, other] { #expect(try client.received() == "") }
        #expect(gateway.connector.peers.count == 2)
    }

    @Test("Each request of a connection is from where the proxy says, one after the other")
    func followsEachRequest() throws {
        let gateway = try gateway()
        let proxy = try gateway.client()
        for (fields, chain) in [
            (
                "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-Proto: https\r\n",
                "198.51.100.1, 192.0.2.7\r\nX-Forwarded-Proto: https"
            ),
            ("", "192.0.2.7\r\nX-Forwarded-Proto: http"),
            ("X-Forwarded-For: x\r\n", "192.0.2.7\r\nX-Forwarded-Proto: http"),
            (
                "X-Forwarded-For: 198.51.100.2\r\nConnection: X-Forwarded-For, close\r\n",
                "198.51.100.2, 192.0.2.7\r\nX-Forwarded-Proto: http"
            ),
        ] {
            try proxy.send(gateway.request("GET /payment-api/x HTTP/1.1", fields))
            let sent = try #require(try gateway.connector.last?.received())
            #expect(sent.contains("\r\nX-Forwarded-For: \(chain)\r\nX-Forwarded-Host: gateway.example\r\n"))
            #expect(sent.split(separator: "X-Forwarded-").count == 4)
            try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            #expect(try proxy.received().hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("What only a gateway may say does not pass a trusted proxy either, in trailers neither (S7)")
    func dropsClaims() throws {
        let gateway = try gateway()
        let proxy = try gateway.client()
        let claims =
            "X-Tollgate-Client: evil\r\nX_Forwarded_For: evil\r\nX-Forwarded-User: evil\r\nX-Real-IP: evil\r\n"
            + "Forwarded: for=evil\r\nX-Original-URL: /evil\r\nX.Forwarded.Host: evil\r\nX-Forwarded-Port: evil\r\n"
        try proxy.send(
            gateway.request("POST /payment-api/x HTTP/1.1", claims + "Transfer-Encoding: chunked\r\n")
                + "0\r\n\(claims)X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: evil\r\nX-Sum: 1\r\n\r\n")
        let sent = try #require(try gateway.connector.last?.received())
        #expect(!sent.contains("evil") && !sent.contains("6.6.6.6"), "\(sent)")
        #expect(sent.hasSuffix("\r\n\r\n0\r\nX-Sum: 1\r\n\r\n"))
    }
}
