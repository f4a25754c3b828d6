import NIOCore
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("A request that may pass is passed on, and its answer is passed back")
struct ForwardingTests {
    private func ok(_ text: String, _ more: String = "") -> String {
        "HTTP/1.1 200 OK\r\n\(more)Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    @Test("The upstream is sent what the client has sent, and told of the caller; the token stays here")
    func forwards() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request("GET /payment-api/a%20b?c=d HTTP/1.1", "Accept: */*\r\nX-A:  1\r\n"))
        let upstream = try #require(gateway.connector.last)
        let sent = try upstream.received()
        #expect(
            sent
                == "GET /base/a%20b?c=d HTTP/1.1\r\nHost: upstream.example:9000\r\nAccept: */*\r\nX-A:  1\r\n"
                + "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: gateway.example\r\n"
                + "X-Tollgate-Client: client-1\r\nX-Tollgate-Subject: e4a7bad7\r\n"
                + "X-Tollgate-Policies: free-limits,payments-access\r\n\r\n")
        try upstream.send(ok("hello", "Server: u\r\nKeep-Alive: 5\r\nConnection: X-B\r\nX-B: 1\r\nX-C: 2\r\n"))
        #expect(
            try client.received() == "HTTP/1.1 200 OK\r\nServer: u\r\nX-C: 2\r\nContent-Length: 5\r\n\r\nhello")
        #expect(client.isOpen && upstream.isOpen)
        #expect(gateway.observer.seen.outcomes == [.admitted])
    }

    @Test("The token is passed on where the API says so, and how the client stands is told with each answer")
    func tellsLimits() throws {
        let gateway = try EmbeddedGateway {
            $0.apis[0].forwardsToken = true
            $0.policies[1].limits = Limits(rate: .limited(requests: 2, seconds: 60))
        }
        let client = try gateway.client()
        let token = gateway.token()
        for remaining in [1, 0] {
            try client.send(gateway.request(token: token))
            let upstream = try #require(gateway.connector.last)
            #expect(try upstream.received().contains("\r\nAuthorization: Bearer \(token)\r\n"))
            try upstream.send(ok(""))
            let answer = try client.received()
            #expect(answer.contains("\r\nRateLimit-Policy: \"free-limits:rate\";q=2;w=60\r\n"))
            #expect(answer.contains("\r\nX-RateLimit-Remaining: \(remaining)\r\n"))
        }
        try client.send(gateway.request(token: token))
        let refused = try client.received()
        #expect(refused.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
        #expect(refused.contains("\r\nRetry-After: 30\r\n"))
        #expect(gateway.connector.peers.count == 1)
    }

    @Test("The client's host goes on where the API says so, and where there is one")
    func preservesHost() throws {
        let gateway = try EmbeddedGateway { $0.apis[0].preservesHost = true }
        for (line, host, sent) in [
            ("GET /payment-api/x HTTP/1.1", "Host: Gate.example:8443\r\n", "Gate.example:8443"),
            ("GET http://gate.example/payment-api/x HTTP/1.1", "Host: gate.example\r\n", "gate.example"),
            ("GET /payment-api/x HTTP/1.0", "", "upstream.example:9000"),
        ] {
            let client = try gateway.client()
            try client.send("\(line)\r\n\(host)Authorization: Bearer \(gateway.token())\r\n\r\n")
            let received = try #require(try gateway.connector.last?.received())
            #expect(received.hasPrefix("GET /base/x HTTP/1.1\r\nHost: \(sent)\r\n"))
            #expect(received.contains("X-Forwarded-Host: \(sent)\r\n") == !host.isEmpty)
            #expect(received.split(separator: "\r\nHost:").count == 2)
        }
        for host in ["Host: a\r\nHost: b\r\n", "Host: a b\r\n", "Host: \r\n", "Host: a@b\r\n"] {
            let client = try gateway.client()
            try client.send("GET /payment-api/x HTTP/1.1\r\n\(host)\r\n")
            #expect(try client.received().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("What is not passed on is answered here, and the connection goes on")
    func answers() throws {
        let gateway = try EmbeddedGateway {
            $0.apis[0].publicPaths = [PathPattern("/open").map { PathRule(pattern: $0) }].compactMap { $0 }
        }
        let client = try gateway.client()
        func answer(_ line: String, _ more: String = "", token: String? = nil) throws -> String {
            try client.send(gateway.request(line, more, token: token))
            return try client.received()
        }
        let malformed = try answer("GET /payment-api/x HTTP/1.1", token: "a.b.c")
        #expect(malformed.hasPrefix("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"))
        #expect(malformed.contains("\r\nWWW-Authenticate: Bearer realm=\"payments\", error=\"invalid_token\""))
        #expect(malformed.hasSuffix("\"code\":\"token_malformed\"}\n"))
        #expect(try answer("GET /payment-api//x HTTP/1.1").hasSuffix("\"code\":\"path_rejected\"}\n"))
        #expect(try answer("GET /nowhere HTTP/1.1").hasPrefix("HTTP/1.1 404 Not Found\r\n"))
        #expect(try answer("GET /payment-api/x?access_token=a HTTP/1.1").hasPrefix("HTTP/1.1 400 "))
        let twice = try answer("GET /payment-api/x HTTP/1.1", "Authorization: Bearer b\r\n")
        #expect(twice.hasSuffix("\"code\":\"request_malformed\"}\n"))
        let broken = try answer("GET /payment-api/x HTTP/1.1", token: "a.b.c d")
        #expect(broken.hasSuffix("\"code\":\"request_malformed\"}\n"))
        let scopes = try answer("GET /payment-api/x HTTP/1.1", token: gateway.token(scope: "free_plan"))
        #expect(scopes.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        try client.send("GET /payment-api/x HTTP/1.1\r\nHost: g\r\nAuthorization: Basic YTpi\r\n\r\n")
        #expect(try client.received().hasSuffix("\"code\":\"token_missing\"}\n"))
        #expect(gateway.connector.peers.isEmpty)
        try client.send("GET /payment-api/open HTTP/1.1\r\nHost: g\r\n\r\n")
        #expect(try gateway.connector.last?.received().contains("X-Tollgate-") == false)
        #expect(client.isOpen)
    }

    @Test("An answer to HEAD, and one with 204 or 304, ends with its header; the length that is told stays")
    func endsWithHeader() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        func answer(_ method: String, _ text: String, token: String? = nil) throws -> String {
            try client.send(gateway.request("\(method) /payment-api/x HTTP/1.1", token: token))
            try gateway.connector.last?.send(text)
            return try client.received()
        }
        let length = "Content-Length: 7\r\n"
        #expect(try answer("HEAD", "HTTP/1.1 200 OK\r\n\(length)\r\n") == "HTTP/1.1 200 OK\r\n\(length)\r\n")
        let chunked = try answer("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(chunked == "HTTP/1.1 200 OK\r\n\r\n")
        #expect(try answer("GET", "HTTP/1.1 304 N\r\n\(length)\r\n") == "HTTP/1.1 304 N\r\n\(length)\r\n")
        #expect(try answer("GET", "HTTP/1.1 204 N\r\n\r\n") == "HTTP/1.1 204 N\r\n\r\n")
        #expect(gateway.connector.peers.count == 1)
        try client.send(gateway.request("HEAD /payment-api/x HTTP/1.1", token: "a.b.c"))
        let refused = try client.received()
        #expect(refused.hasPrefix("HTTP/1.1 401 ") && refused.hasSuffix("\r\n\r\n"))
        #expect(refused.contains("\r\nContent-Length: "))
        #expect(client.isOpen)
    }

    @Test("An API that only observes passes on what it would reject, and says so on both sides")
    func observes() throws {
        let gateway = try EmbeddedGateway { $0.apis[0].mode = .observe }
        let client = try gateway.client()
        try client.send(gateway.request(token: "a.b.c"))
        let upstream = try #require(gateway.connector.last)
        #expect(try upstream.received().contains("\r\nX-Tollgate-Observed: token_malformed\r\n"))
        try upstream.send(ok(""))
        #expect(try client.received().contains("\r\nX-Tollgate-Observed: token_malformed\r\n"))
    }

    @Test("What a client says of itself never reaches the upstream, in trailers neither (RFC 9700 §4.13)")
    func dropsClaims() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        let claims =
            "X-Tollgate-Client: evil\r\nx_tollgate_subject: evil\r\nX.Tollgate.Policies: evil\r\nForwarded: evil\r\n"
            + "X-Forwarded-User: evil\r\nX-Original-URL: /evil\r\nX-HTTP-Method-Override: EVIL\r\nProxy: evil\r\n"
            + "Proxy-Authorization: evil\r\nUpgrade: evil\r\nKeep-Alive: evil\r\nContent_Length: 666\r\n"
        try client.send(
            gateway.request("POST /payment-api/x HTTP/1.1", claims + "Transfer-Encoding: chunked\r\n")
                + "1\r\nx\r\n0\r\n\(claims)Authorization: evil\r\nX-Sum: 1\r\n\r\n")
        let received = try #require(try gateway.connector.last?.received())
        #expect(!received.lowercased().contains("evil") && !received.contains("666"), "\(received)")
        #expect(received.hasSuffix("\r\n\r\n1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n"))
    }

    @Test("Each answer has a date, the upstream's or the gateway's (RFC 9110 §6.6.1)")
    func dates() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request("GET /nowhere HTTP/1.1"))
        #expect(try client.receivedWithDate().contains("\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"))
        gateway.advance(by: .seconds(2))
        for (text, date) in [("", "Tue, 14 Nov 2023 22:13:22 GMT"), ("Date: then\r\n", "then")] {
            try client.send(gateway.request())
            try gateway.connector.last?.send(ok("", text))
            let answer = try client.receivedWithDate()
            #expect(answer.contains("\r\nDate: \(date)\r\n"))
            #expect(answer.split(separator: "\r\nDate: ").count == 2)
        }
    }

    @Test("A catalogue that takes the place of another routes the next request")
    func followsReload() throws {
        let gateway = try EmbeddedGateway()
        let client = try gateway.client()
        try client.send(gateway.request())
        try gateway.connector.last?.send(ok(""))
        try gateway.reload { $0.apis[0].upstream = "http://other.example/v2/" }
        try client.send(gateway.request())
        #expect(gateway.connector.peers.count == 2)
        #expect(
            try gateway.connector.last?.received().hasPrefix("GET /v2/x HTTP/1.1\r\nHost: other.example\r\n") == true)
    }

    @Test("An API without an upstream is answered 502")
    func needsAnUpstream() throws {
        let gateway = try EmbeddedGateway { $0.apis[0].upstream = nil }
        let client = try gateway.client()
        try client.send(gateway.request())
        #expect(try client.received().hasSuffix("\"code\":\"upstream_missing\"}\n"))
    }
}
