import Testing
import Tollgate
import TollgateTesting

/// What has to hold with every gateway in front: see `Fixtures/integrations`.
enum ProxyScenario {
    /// The calls of the tutorial: what the client gets, and what the upstream sees.
    static func tutorial(_ program: ProxyProgram) async throws {
        try await ProxyWorld.run(program) { world in
            let unknown = try await world.ask()
            #expect(unknown.status == 401, "\(unknown.text)")
            #expect(unknown.body.hasSuffix("\"code\":\"token_missing\"}\n"))
            #expect(unknown.values(of: "content-type") == ["application/json"])
            let metadata = "http://127.0.0.1:\(world.port)/.well-known/oauth-protected-resource/payment-api"
            #expect(
                unknown.values(of: "www-authenticate") == [
                    "Bearer realm=\"payments\", resource_metadata=\"\(metadata)\""
                ])

            let token = try world.token()
            let denied = try await world.ask("/payment-api/put", token: token)
            #expect(denied.status == 403 && denied.body.hasSuffix("\"code\":\"access_denied\"}\n"), "\(denied.text)")
            #expect(denied.values(of: "www-authenticate").count == 1)
            #expect(denied.text.contains("error=\"insufficient_scope\""))
            #expect(world.seen.lines.isEmpty)

            let good = try await world.ask("/payment-api/orders/7?x=%2F1", token: token)
            #expect(good.status == 200 && good.body == "ok", "\(good.text)")
            if program.tellsClients {
                #expect(good.values(of: "x-ratelimit-remaining") == ["999"])
                #expect(good.values(of: "ratelimit").count == 1 && good.values(of: "ratelimit-policy").count == 1)
            }
            let seen = ProxyAnswer(try #require(world.seen.lines.first))
            #expect(seen.text.hasPrefix("GET /payment-api/orders/7?x=%2F1 HTTP/1.1\r\n"))
            #expect(seen.values(of: "x-tollgate-client") == ["client-1"])
            #expect(seen.values(of: "x-tollgate-subject") == ["e4a7bad7"])
            #expect(seen.values(of: "x-tollgate-policies") == ["free-limits,payments-access"])
            #expect(seen.values(of: "authorization").isEmpty)
            #expect(world.seen.lines.count == 1)

            let busy = try world.token(client: "busy")
            var limited = try await world.ask(token: busy)
            for _ in 0..<200 where limited.status == 200 { limited = try await world.ask(token: busy) }
            #expect(limited.status == 429 && limited.body.hasSuffix("\"code\":\"rate_exceeded\"}\n"), "\(limited.text)")
            #expect(limited.values(of: "retry-after") == ["1"])
        }
    }

    /// Names that only Tollgate may say, and those by which proxies tell of a request, as clients might spell them.
    private static let lies = [
        "X-Tollgate-Client", "x-tollgate-client", "X_Tollgate_Client", "X-Tollgate_Client", "x.tollgate.client",
        "X-TOLLGATE-SUBJECT", "X_TOLLGATE_SUBJECT", "X-Tollgate-Policies", "X-Tollgate-Tags", "X_Tollgate-Tags",
        "X-Tollgate-Observed", "X-Tollgate-Client-Certificate", "X-Tollgate-Client-Certificate-Thumbprint",
        "X-Tollgate-Code", "X-Tollgate-Status", "X-Original-URI", "X-Original-Method", "X-Original-Host",
        "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Forwarded-Method", "Forwarded",
    ]

    /// Nothing that a client makes up of who calls, or what for, counts or reaches the upstream.
    static func lies(_ program: ProxyProgram) async throws {
        try await ProxyWorld.run(program) { world in
            let token = try world.token()
            let lies = lies.map { "\($0): /payment-api/evil" }
            let answer = try await world.ask(token: token, lies)
            #expect(answer.status == 200, "\(answer.text)")
            let seen = ProxyAnswer(try #require(world.seen.lines.last))
            #expect(!seen.text.contains("evil"), "\(seen.text)")
            #expect(seen.text.hasPrefix("GET /payment-api/get "))
            #expect(seen.values(of: "x-tollgate-client") == ["client-1"])
            // Without a token they open nothing.
            #expect(try await world.ask("/payment-api/get", lies).status == 401)
            let other = lies.map { $0.replacing("evil", with: "get") }
            #expect(try await world.ask("/payment-api/put", token: token, other).status == 403)
            #expect(world.seen.lines.count == 1)
            // A field that `Connection` names is taken away by some.
            for name in ["X-Tollgate-Client", "Authorization", "X-Tollgate-Policies, X-Tollgate-Subject"] {
                let answer = try await world.ask(
                    token: world.token(client: "c-\(name.count)"), connection: "\(name), close")
                guard answer.status == 200 else { continue }
                let seen = ProxyAnswer(try #require(world.seen.lines.last))
                #expect(seen.values(of: "x-tollgate-client") == ["c-\(name.count)"], "\(name): \(seen.text)")
                #expect(seen.values(of: "x-tollgate-policies").count == 1, "\(name)")
            }
        }
    }

    /// Paths that some server reads in another way than another.
    private static let paths = [
        "/payment-api//get", "//payment-api/get", "/payment-api/./get", "/payment-api/x/../get", "/payment-api/../get",
        "/payment-api/%2e%2e/get", "/payment-api/%2E/get", "/payment-api/..%2fget", "/payment-api/a%2F..%2fget",
        "/payment-api%2Fget", "/payment-api/..;/get", "/payment-api/get;x=1", "/payment-api/..\\get",
        "/payment-api/..%5cget", "/payment-api/%252e%252e/get", "/payment-api/get%00", "/payment-api/%67et",
        "/payment-api/get?x=/../put", "/payment-api/get#x", "/payment-api/put/../get", "/payment-api/get/../put",
        "/payment-api/orders/%2e%2e/put", "/payment-api/orders/..%2fput", "/payment-api/orders/..;/put", "*",
        "/.well-known/oauth-protected-resource/../../payment-api/get",
    ]
    /// Ways past a prefix that needs no token.
    private static let detours = [
        "/.well-known/oauth-protected-resource/..;/a", "/.well-known/oauth-protected-resource/../../payment-api/get",
        "/.well-known/oauth-protected-resource/%2e%2e/%2e%2e/payment-api/get",
        "/.well-known/oauth-protected-resource/..%2f..%2fpayment-api/get",
        "/.well-known/oauth-protected-resource/..\\..\\payment-api/get",
        "/.well-known/oauth-protected-resource/..%5c..%5cpayment-api/get", "/.WELL-KNOWN/oauth-protected-resource/a",
        "/.well-known/oauth-protected-resourcex/../../payment-api/get", "/.well-known/..;/payment-api/get",
        "/healthz", "/healthz/../payment-api/get", "/_tollgate", "/", "/payment-api/get",
    ]

    /// The path that was decided about is the one that goes on, and no way leads past the question.
    static func paths(_ program: ProxyProgram) async throws {
        try await ProxyWorld.run(program) { world in
            for (number, path) in paths.enumerated() {
                let count = world.seen.lines.count
                let answer = try await world.ask(path, token: world.token(client: "client-\(number)"))
                guard answer.status == 200 else {
                    #expect(world.seen.lines.count == count, "\(path)")
                    continue
                }
                // Only `/get` is open, and one step below `/orders/`.
                let target = try #require(world.seen.lines.last).split(separator: " ")[1]
                let gone = target.split(separator: "?")[0].replacing("%67", with: "g")
                #expect(gone == "/payment-api/get", "\(path)")
            }
            let count = world.seen.lines.count
            for path in detours {
                let answer = try await world.ask(path)
                #expect(400..<500 ~= answer.status, "\(path): \(answer.text)")
            }
            let absolute = try await world.ask("http://127.0.0.1:\(world.port)/payment-api/put", token: world.token())
            #expect(absolute.status == 403)
            #expect(try await world.ask("http://127.0.0.1:\(world.port)/payment-api/get").status == 401)
            #expect(world.seen.lines.count == count)
        }
    }

    /// What Tollgate answers itself needs no token, and never goes to the upstream.
    static func ownAnswers(_ program: ProxyProgram) async throws {
        try await ProxyWorld.run(program) { world in
            let metadata = try await world.ask("/.well-known/oauth-protected-resource/payment-api")
            #expect(metadata.status == 200, "\(metadata.text)")
            #expect(metadata.body.contains("\"resource\":\"http://127.0.0.1:\(world.port)/payment-api\""))
            let page = ["Origin: https://shop.example", "Access-Control-Request-Method: GET"]
            let preflight = try await world.ask(method: "OPTIONS", page)
            #expect(preflight.status == 204 || preflight.status == 200, "\(preflight.text)")
            #expect(preflight.values(of: "access-control-allow-origin") == ["https://shop.example"])
            let other = try await world.ask(method: "OPTIONS", page.map { $0.replacing("shop", with: "evil") })
            #expect(other.values(of: "access-control-allow-origin").isEmpty)
            #expect(try await world.ask(method: "OPTIONS").status == 401)
            #expect(world.seen.lines.isEmpty)

            let origin = ["Origin: https://shop.example"]
            for token in [nil, try world.token()] {
                let answer = try await world.ask(token: token, origin)
                #expect(answer.status == (token == nil ? 401 : 200))
                #expect(answer.values(of: "access-control-allow-origin") == ["https://shop.example"], "\(answer.text)")
            }
        }
    }

    /// New keys, another configuration and a client that was deleted count; without Tollgate nothing passes.
    static func changes(_ program: ProxyProgram) async throws {
        let forge = try TokenForge.other.get()
        try await ProxyWorld.run(program) { world in
            #expect(try await world.ask(token: world.token(client: "a")).status == 200)
            world.deniedClients.deny(issuer: ProxyWorld.issuer, client: "a")
            let deleted = try await world.ask(token: world.token(client: "a"))
            #expect(deleted.status == 401 && deleted.body.contains("client_revoked"), "\(deleted.text)")

            try world.rotate(to: forge)
            let rotated = try await world.ask(until: { $0.status == 200 }) {
                try await world.ask(token: world.token(client: "b", forge: forge))
            }
            #expect(rotated.status == 200, "\(rotated.text)")
            #expect(try await world.ask(token: world.token(client: "c")).status == 401)

            try await world.reload(replacing: "path: /get,", with: "path: /other,")
            let reloaded = try await world.ask(token: world.token(client: "d", forge: forge))
            #expect(reloaded.status == 403, "\(reloaded.text)")
            let other = try await world.ask("/payment-api/other", token: world.token(client: "e", forge: forge))
            #expect(other.status == 200)
        } afterwards: { world in
            let count = world.seen.lines.count
            for target in ["/payment-api/other", "/.well-known/oauth-protected-resource/payment-api"] {
                let answer = try await world.ask(target, token: world.token(client: "f", forge: forge))
                #expect(answer.status >= 500, "\(answer.text)")
            }
            #expect(world.seen.lines.count == count)
        }
    }
}
