import NIOEmbedded
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("An authorizer tells proxies which of their requests may pass")
struct AuthorizerTests {
    private func gateway(
        _ proxy: ProxyKind, peers: [String] = ["192.0.2.7"], catalogue: (inout Catalogue) -> Void = { _ in },
        limits: (inout GatewayLimits) -> Void = { _ in }
    ) throws -> EmbeddedGateway {
        let rules = AuthorizerRules(proxy: proxy, peers: try TrustedProxies(peers))
        return try EmbeddedGateway(catalogue: catalogue, limits: limits, listener: { $0.authorizer = rules })
    }

    /// The question of a proxy about a request, as its kind asks it.
    private func question(
        _ proxy: ProxyKind, _ method: String = "GET", _ uri: String = "/payment-api/x", token: String? = nil,
        _ more: String = ""
    ) -> String {
        let token = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return switch proxy {
        case .nginx:
            "GET / HTTP/1.1\r\nHost: t\r\nX-Original-Method: \(method)\r\nX-Original-URI: \(uri)\r\n"
                + "X-Original-Host: a.example\r\n\(token)\(more)\r\n"
        case .caddy, .traefik, .haproxy:
            "GET / HTTP/1.1\r\nHost: t\r\nX-Forwarded-Method: \(method)\r\nX-Forwarded-Uri: \(uri)\r\n"
                + "X-Forwarded-Host: a.example\r\n\(token)\(more)\r\n"
        case .envoy: "\(method) \(uri) HTTP/1.1\r\nHost: a.example\r\n\(token)\(more)\r\n"
        }
    }

    private func ask(_ gateway: EmbeddedGateway, _ question: String) throws -> String {
        let peer = try gateway.client()
        try peer.send(question)
        return try peer.received()
    }

    private static let names = ["Client", "Subject", "Policies", "Tags", "Observed"].map { "X-Tollgate-\($0)" }

    @Test(
        "An admission is 200 without content, with every identity field once, empty at least",
        arguments: ProxyKind.allCases)
    func admits(proxy: ProxyKind) throws {
        let gateway = try gateway(proxy) {
            $0.apis[0].identityClaims = [IdentityClaim(field: "X-Tenant", claim: "tenant")]
        }
        let answer = try ask(gateway, question(proxy, token: gateway.token()))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\n"))
        #expect(answer.contains("\r\nContent-Length: 0\r\n"))
        #expect(answer.contains("\r\nX-Tollgate-Client: client-1\r\n"))
        for name in Self.names + ["X-Tenant"] {
            #expect(answer.split(separator: "\r\n\(name): ").count == 2, "\(name)")
        }
        #expect(answer.contains("\r\nX-Tollgate-Tags: \r\n") && answer.contains("\r\nX-Tenant: \r\n"))
        #expect(!answer.contains("X-Tollgate-Code"))
        #expect(gateway.observer.seen.authorizations == [.admitted])
        #expect(gateway.connector.peers.isEmpty)
    }

    @Test("A refusal has its code, status, challenge and body, and lets nothing pass", arguments: ProxyKind.allCases)
    func refuses(proxy: ProxyKind) throws {
        let gateway = try gateway(proxy)
        let answer = try ask(gateway, question(proxy))
        #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
        #expect(answer.contains("\r\nX-Tollgate-Code: token_missing\r\n"))
        #expect(answer.contains("\r\nWWW-Authenticate: Bearer realm=\"payments\"\r\n"))
        #expect(!answer.contains("X-Tollgate-Client:"))
        if proxy == .nginx {
            #expect(answer.contains("\r\nContent-Length: 0\r\n") && answer.hasSuffix("\r\n\r\n"))
            #expect(answer.contains("\r\nX-Tollgate-Status: 401\r\n"))
            #expect(answer.contains("\r\nX-Tollgate-Body: {\"error\":\"unauthorized\","))
        } else {
            #expect(answer.hasSuffix("\"code\":\"token_missing\"}\n"))
        }
        #expect(gateway.observer.seen.authorizations == [.rejected])
    }

    @Test("nginx, which knows 401 and 403 only, gets the true status, challenge and body in fields")
    func tellsNginx() throws {
        let gateway = try gateway(.nginx) {
            $0.policies[1].limits = Limits(rate: .limited(requests: 1, seconds: 60))
        }
        func answer(_ path: String, scope: String = "product_payments free_plan") throws -> String {
            try ask(gateway, question(.nginx, "GET", path, token: gateway.token(scope: scope)))
        }
        let denied = try answer("/payment-api/x", scope: "free_plan")
        #expect(denied.hasPrefix("HTTP/1.1 403 ") && denied.contains("\r\nX-Tollgate-Status: 403\r\n"))
        #expect(denied.contains("\r\nX-Tollgate-Challenge: Bearer realm=\"payments\", error=\"insufficient_scope\""))
        #expect(try answer("/payment-api/x").hasPrefix("HTTP/1.1 200 "))
        let limited = try answer("/payment-api/x")
        #expect(limited.hasPrefix("HTTP/1.1 403 ") && limited.contains("\r\nX-Tollgate-Status: 429\r\n"))
        #expect(limited.contains("\r\nRetry-After: 60\r\n") && limited.contains("rate_exceeded"))
        for (path, status) in [("/nowhere", 404), ("/payment-api//x", 400), ("/payment-api/..%2fx", 400)] {
            let answer = try answer(path)
            #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("\r\nX-Tollgate-Status: \(status)\r\n"))
        }
    }

    @Test("Method, host and URI that are missing, repeated or malformed are refused", arguments: ProxyKind.allCases)
    func refusesFields(proxy: ProxyKind) throws {
        guard let names = proxy.fields else { return }
        let gateway = try gateway(proxy)
        let good = question(proxy, token: gateway.token())
        var bad: [String] = []
        for name in [names.method, names.uri, names.host] {
            bad.append(
                good.replacing(/\r\n(?<line>[^\r]+)/) { match in
                    match.output.line.lowercased().hasPrefix(name) ? "" : String(match.output.0)
                })
            bad.append(good.replacing("\r\n\r\n", with: "\r\n\(name): /payment-api/y\r\n\r\n"))
        }
        bad += [
            question(proxy, "get", token: gateway.token()), question(proxy, "", token: gateway.token()),
            question(proxy, "GET", "", token: gateway.token()),
            good.replacing("a.example", with: "a.example, b.example"), good.replacing("a.example", with: ""),
        ]
        for question in bad {
            let answer = try ask(gateway, question)
            #expect(answer.hasPrefix(proxy == .nginx ? "HTTP/1.1 403 " : "HTTP/1.1 400 "), "\(question)")
            #expect(answer.contains("\r\nX-Tollgate-Code: proxy_fields\r\n"), "\(question)")
        }
        #expect(gateway.observer.seen.authorizations == bad.map { _ in .malformed })
    }

    @Test(
        "Fields of other kinds, other spellings and those that Connection names change nothing",
        arguments: ProxyKind.allCases)
    func ignoresOthers(proxy: ProxyKind) throws {
        let gateway = try gateway(proxy)
        let own = proxy.fields?.uri ?? ""
        let all = [
            "X-Original-Method", "X-Original-URI", "X-Original-Host", "X-Forwarded-Method", "X-Forwarded-Uri",
            "X-Forwarded-Host", "X_Original_URI", "X.Forwarded.Uri", "X-Original-URL", "X-Rewrite-URL",
            "X-Envoy-Original-Path",
            "X-HTTP-Method-Override", "X-Tollgate-Client",
        ]
        let mine = proxy.fields.map { [$0.method, $0.uri, $0.host] } ?? []
        let others = all.filter { !mine.contains($0.lowercased()) }.map { "\($0): /nowhere\r\n" }.joined()
        let answer = try ask(gateway, question(proxy, token: gateway.token(), others + "Connection: \(own), close\r\n"))
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("\r\nX-Tollgate-Client: client-1\r\n"))
        #expect(!answer.contains("/nowhere"))
    }

    @Test("Only peers may ask: every other connection is closed without a byte")
    func closesOthers() throws {
        let gateway = try gateway(.nginx, peers: ["198.51.100.0/24", "unix"])
        let peer = try gateway.client(address: "192.0.2.7")
        #expect(try peer.received() == "" && !peer.channel.isActive)
        #expect(gateway.observer.seen.refusedConnections == ["peer 192.0.2.1:80 192.0.2.7"])
        #expect(try gateway.client(address: "198.51.100.3").channel.isActive)
    }

    @Test(
        "Metadata and preflights, which Tollgate answers itself, are no admissions here", arguments: ProxyKind.allCases)
    func admitsNoOwnAnswers(proxy: ProxyKind) throws {
        let gateway = try gateway(proxy) {
            $0.apis[0].resource = "https://a.example/payment-api"
        }
        let page = "Origin: https://b.example\r\nAccess-Control-Request-Method: GET\r\n"
        for question in [
            question(proxy, "GET", "/.well-known/oauth-protected-resource/payment-api"),
            question(proxy, "OPTIONS", "/payment-api/x", page),
        ] {
            let answer = try ask(gateway, question)
            #expect(answer.hasPrefix(proxy == .nginx ? "HTTP/1.1 403 " : "HTTP/1.1 404 "))
            #expect(answer.contains("\r\nX-Tollgate-Code: "))
        }
    }

    @Test("A body is not waited for, no 1xx is sent, and the connection serves the next question")
    func readsNoBody() throws {
        let gateway = try gateway(.caddy)
        let peer = try gateway.client()
        let token = gateway.token()
        try peer.send(question(.caddy, token: token, "Content-Length: 5\r\n"))
        #expect(try peer.received().hasPrefix("HTTP/1.1 200 "))
        try peer.send("12345" + question(.caddy, token: token))
        #expect(try peer.received().hasPrefix("HTTP/1.1 200 "))
        try peer.send(question(.caddy, token: token, "Expect: 100-continue\r\nContent-Length: 9\r\n"))
        #expect(try peer.received().hasPrefix("HTTP/1.1 200 "))
        let long = try gateway.client()
        try long.send(question(.caddy, token: token, "Content-Length: 100000000\r\n"))
        let answer = try long.received()
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("\r\nConnection: close\r\n"))
    }

    @Test("The client's address is what the proxy tells, and counts its failed tokens")
    func countsAddresses() throws {
        let gateway = try gateway(.nginx) {
            $0.apis[0].addressLimits.failedTokenRate = .limited(requests: 1, seconds: 60)
        }
        func code(_ address: String) throws -> Bool {
            try ask(gateway, question(.nginx, token: "a.b.c", "X-Forwarded-For: \(address)\r\n")).contains(
                "rate_exceeded")
        }
        #expect(try !code("198.51.100.1"))
        #expect(try code("198.51.100.1"))
        #expect(try !code("198.51.100.2"))
    }

    @Test("Where there is no room for a connection, the answer says so in the proxy's form")
    func refusesConnections() throws {
        let gateway = try gateway(.nginx, limits: { $0.connections = 1 })
        let first = try gateway.client()
        let answer = try ask(gateway, question(.nginx, token: gateway.token()))
        #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("\r\nX-Tollgate-Status: 503\r\n"))
        #expect(answer.contains("\r\nX-Tollgate-Code: connections_exhausted\r\n"))
        #expect(answer.contains("\r\nConnection: close\r\n") && answer.contains("\r\nContent-Length: 0\r\n"))
        #expect(first.channel.isActive)
    }

    @Test("An API that only observes lets pass, and says what it would have refused")
    func observes() throws {
        let gateway = try gateway(.envoy) { $0.apis[0].mode = .observe }
        let answer = try ask(gateway, question(.envoy))
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.split(separator: "X-Tollgate-Observed: token_missing\r\n").count == 2)
    }

    @Test("Envoy's HEAD and unknown methods are answered like any other")
    func answersHead() throws {
        let gateway = try gateway(.envoy)
        let peer = try gateway.client()
        for method in ["HEAD", "PURGE", "HEAD"] {
            try peer.send(question(.envoy, method, token: gateway.token()))
            #expect(try peer.received().hasPrefix("HTTP/1.1 200 "))
        }
        try peer.send(question(.envoy, "HEAD"))
        let refusal = try peer.received()
        #expect(refusal.hasPrefix("HTTP/1.1 401 ") && refusal.hasSuffix("\r\n\r\n"))
    }
}
