import NIOCore
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("A page may send its token in one entry of Sec-WebSocket-Protocol, where the API says so")
struct WebSocketTokenTests {
    private func gateway(_ change: (inout API) -> Void = { _ in }, log: AccessLog? = nil) throws -> EmbeddedGateway {
        try UpgradedConnection.gateway(
            {
                $0.webSocketToken = WebSocketTokenEntry(name: "bearer.v1")
                change(&$0)
            }, log: log)
    }

    private func handshake(_ fields: String) -> String {
        "GET /payment-api/x HTTP/1.1\r\nHost: gateway.example\r\n\(UpgradedConnection.handshake)\(fields)\r\n"
    }

    /// What the upstream is sent, or what the client is answered where it is sent nothing.
    private func outcome(_ gateway: EmbeddedGateway, _ request: String) throws -> String {
        let client = try gateway.client()
        let count = gateway.connector.peers.count
        try client.send(request)
        guard gateway.connector.peers.count > count else { return try client.received() }
        return try gateway.connector.last?.received() ?? ""
    }

    @Test("It lets the request in, and is taken out of what the upstream sees")
    func isUsedAndRemoved() throws {
        let gateway = try gateway()
        let token = gateway.token()
        for (fields, expected) in [
            ("Sec-WebSocket-Protocol: chat, bearer.v1.\(token), v2\r\n", "\r\nSec-WebSocket-Protocol: chat, v2\r\n"),
            (
                "sec-websocket-protocol: bearer.v1.\(token)\r\nSec-WebSocket-Protocol: a\r\n",
                "\r\nSec-WebSocket-Protocol: a\r\n"
            ),
            ("Sec-WebSocket-Protocol: bearer.v1.\(token)\r\n", nil),
        ] {
            let sent = try outcome(gateway, handshake(fields))
            #expect(sent.hasPrefix("GET /base/x ") && sent.contains("\r\nX-Tollgate-Client: client-1\r\n"))
            #expect(!sent.contains(token) && !sent.contains("bearer.v1") && !sent.contains("Authorization"))
            if let expected {
                #expect(sent.contains(expected))
            } else {
                #expect(!sent.lowercased().contains("sec-websocket-protocol"))
            }
        }
    }

    @Test("With `forward_token` the upstream gets it where tokens are")
    func isForwarded() throws {
        let gateway = try gateway({ $0.forwardsToken = true })
        let token = gateway.token()
        let sent = try outcome(gateway, handshake("Sec-WebSocket-Protocol: chat, bearer.v1.\(token)\r\n"))
        #expect(sent.contains("\r\nAuthorization: Bearer \(token)\r\n") && !sent.contains("bearer.v1"))
    }

    @Test("Two credentials are one too many, and a token elsewhere is none")
    func refusesOthers() throws {
        let gateway = try gateway()
        let token = gateway.token()
        let entry = "Sec-WebSocket-Protocol: chat, bearer.v1.\(token)\r\n"
        for (request, status, code) in [
            (handshake(entry + "Authorization: Bearer \(token)\r\n"), 400, "request_malformed"),
            (handshake(entry + entry), 400, "request_malformed"),
            (handshake("Sec-WebSocket-Protocol: Bearer.v1.\(token)\r\n"), 401, "token_missing"),
            (handshake("Sec-WebSocket-Protocol: bearer.v1, \(token)\r\n"), 401, "token_missing"),
            (handshake("Sec-WebSocket-Protocol: bearer.v1.a\r\n"), 401, "token_malformed"),
            (handshake("Sec-WebSocket-Protocol: bearer.v1.\r\n"), 401, "token_malformed"),
            ("GET /payment-api/x HTTP/1.1\r\nHost: a\r\n\(entry)\r\n", 401, "token_missing"),
        ] {
            let answer = try outcome(gateway, request)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) ") && answer.contains("\"code\":\"\(code)\""), "\(answer)")
            #expect(!answer.contains(token))
        }
        let closed = try UpgradedConnection.gateway()
        #expect(try outcome(closed, handshake(entry)).contains("token_missing"))
    }

    @Test("It is never in the log, and an upstream that chooses such an entry is 502")
    func isNeverTold() throws {
        let log = AccessLog(sample: 1, includesQuery: true, capacity: 100_000)
        let gateway = try gateway(log: log)
        let token = gateway.token()
        let client = try gateway.client()
        try client.send(handshake("Sec-WebSocket-Protocol: chat, bearer.v1.\(token)\r\n"))
        let head = UpgradedConnection.accepted.dropLast(1)
        try gateway.connector.last?.send("\(head)Sec-WebSocket-Protocol: bearer.v1.\(token)\r\n\r\n")
        let answer = try client.received()
        #expect(answer.hasPrefix("HTTP/1.1 502 ") && !answer.contains(token))
        try client.send(handshake("Sec-WebSocket-Protocol: chat, bearer.v1.\(token)\r\n"))
        try gateway.connector.last?.send("\(head)Sec-WebSocket-Protocol: chat\r\n\r\n")
        #expect(try client.received().contains("\r\nSec-WebSocket-Protocol: chat\r\n"))
        client.vanish()
        let text = String(decoding: log.take().bytes, as: UTF8.self)
        #expect(text.split(separator: "\n").count == 2 && text.contains(#""client":"client-1""#))
        #expect(!text.contains(token.split(separator: ".").last ?? "") && !text.contains("bearer.v1"))
    }

    @Test("A page of an origin that the API does not name gets no tunnel")
    func checksOrigins() throws {
        let gateway = try gateway({
            $0.crossOrigin = .rules(CrossOriginRules(.oneOf([OriginPattern("https://app.example")].compactMap { $0 })))
        })
        let token = gateway.token()
        for (origin, isLetIn) in [
            ("https://app.example", true), ("https://gateway.example", true), ("https://evil.example", false),
            ("null", false), ("https://not-gateway.example", false), ("gateway.example", false),
        ] {
            let fields = "Origin: \(origin)\r\nSec-WebSocket-Protocol: chat, bearer.v1.\(token)\r\n"
            let outcome = try outcome(gateway, handshake(fields))
            #expect(outcome.hasPrefix(isLetIn ? "GET " : "HTTP/1.1 403 Forbidden"), "\(origin)")
            if !isLetIn { #expect(outcome.contains(#""code":"origin_not_allowed""#)) }
        }
        let client = try gateway.client()
        try client.send(gateway.request("GET /payment-api/x HTTP/1.1", "Origin: https://evil.example\r\n"))
        #expect(try gateway.connector.last?.received().hasPrefix("GET ") == true)
    }
}
