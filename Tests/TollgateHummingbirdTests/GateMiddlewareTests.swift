import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateHummingbird
import TollgateTesting

@Suite("The middleware answers as RFC 6750 has it")
struct GateMiddlewareTests {
    private func application(_ test: TestGate) -> some ApplicationProtocol {
        let router = Router(context: BasicGateRequestContext.self)
        router.add(middleware: GateMiddleware(gate: test.gate, now: { test.clock.instant }))
        router.get("/payment-api/get") { _, context in "hello \(context.admission?.clientID ?? "nobody")" }
        router.get("/payment-api/orders/:id") { _, _ in "an order" }
        router.get("/payment-api/health") { _, context in "healthy \(context.admission?.clientID ?? "nobody")" }
        router.get("/open-by-accident") { _, _ in "oops" }
        return Application(router: router)
    }

    private func value(of name: String, in response: TestResponse) -> String? {
        HTTPField.Name(name).flatMap { response.headers[$0] }
    }

    private func bearer(_ token: String) -> HTTPFields { [.authorization: "Bearer \(token)"] }

    @Test("A good token reaches the handler with its client, and the answer tells what is left")
    func admits() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        try await application(test).test(.router) { client in
            try await client.execute(uri: "/payment-api/get?x=1", method: .get, headers: bearer(token)) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == "hello client-1")
                #expect(
                    value(of: "RateLimit-Policy", in: response)
                        == "\"free-limits:rate\";q=5;w=1, \"free-limits:quota\";q=1000;w=86400")
                #expect(
                    value(of: "RateLimit", in: response)
                        == "\"free-limits:rate\";r=4;t=1, \"free-limits:quota\";r=999;t=86400")
                #expect(value(of: "X-RateLimit-Remaining", in: response) == "999")
                #expect(value(of: "X-RateLimit-Reset", in: response) == "1700086400")
                #expect(response.headers[.retryAfter] == nil)
            }
        }
    }

    @Test("Without a token the challenge has a realm and no error")
    func challenges() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        try await application(test).test(.router) { client in
            try await client.execute(uri: "/payment-api/get", method: .get) { response in
                #expect(response.status == .unauthorized)
                #expect(response.headers[.wwwAuthenticate] == "Bearer realm=\"payments\"")
                #expect(response.headers[.cacheControl] == "no-store")
                #expect(response.headers[.contentType] == "application/json")
                #expect(String(buffer: response.body).contains("\"code\":\"token_missing\""))
            }
        }
    }

    @Test("Too few scopes get 403 and the product's scope, never the plan's")
    func namesTheScope() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let noProduct = test.forge.token(payload: TokenClaims(scope: "free_plan").json)
        let noPlan = test.forge.token(payload: TokenClaims(scope: "product_payments").json)
        try await application(test).test(.router) { client in
            try await client.execute(uri: "/payment-api/get", method: .get, headers: bearer(noProduct)) { response in
                #expect(response.status == .forbidden)
                #expect(
                    response.headers[.wwwAuthenticate]
                        == "Bearer realm=\"payments\", error=\"insufficient_scope\", error_description=\"The scopes of "
                        + "the access token do not include this API.\", scope=\"product_payments\"")
            }
            try await client.execute(uri: "/payment-api/get", method: .get, headers: bearer(noPlan)) { response in
                #expect(response.status == .forbidden)
                #expect(response.headers[.wwwAuthenticate]?.contains("scope=\"") == false)
                #expect(String(buffer: response.body).contains("\"code\":\"plan_missing\""))
            }
        }
    }

    @Test("The sixth call within a second gets 429, Retry-After and no challenge")
    func limits() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        try await application(test).test(.router) { client in
            for _ in 0..<5 {
                try await client.execute(uri: "/payment-api/get", method: .get, headers: bearer(token)) { response in
                    #expect(response.status == .ok)
                }
            }
            try await client.execute(uri: "/payment-api/get", method: .get, headers: bearer(token)) { response in
                #expect(response.status == .tooManyRequests)
                #expect(response.headers[.retryAfter] == "1")
                #expect(response.headers[.wwwAuthenticate] == nil)
                #expect(value(of: "RateLimit", in: response)?.hasPrefix("\"free-limits:rate\";r=0") == true)
            }
        }
    }

    @Test("Rows 39, 40: two Authorization lines and a token in the query are 400, never a choice")
    func refusesTwoCredentials() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        var twice = HTTPFields()
        twice.append(HTTPField(name: .authorization, value: "Bearer \(token)"))
        twice.append(HTTPField(name: .authorization, value: "Bearer \(token)"))
        let headers = twice
        try await application(test).test(.router) { client in
            try await client.execute(uri: "/payment-api/get", method: .get, headers: headers) { response in
                #expect(response.status == .badRequest)
                #expect(response.headers[.wwwAuthenticate]?.contains("error=\"invalid_request\"") == true)
            }
            for query in ["access_token=x", "a=b&access_token=\(token)", "access%5Ftoken=x"] {
                try await client.execute(
                    uri: "/payment-api/get?\(query)", method: .get, headers: bearer(token)
                ) { response in
                    #expect(response.status == .badRequest)
                }
            }
        }
    }

    @Test("A path that can be read in two ways is 400 without a challenge, and one outside of all APIs is 404")
    func refusesOtherPaths() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        try await application(test).test(.router) { client in
            for path in ["/payment-api/../payment-api/get", "/payment-api/%2e%2e/get", "/payment-api//get"] {
                try await client.execute(uri: path, method: .get, headers: bearer(token)) { response in
                    #expect(response.status == .badRequest)
                    #expect(response.headers[.wwwAuthenticate] == nil)
                    #expect(String(buffer: response.body).contains("path_rejected"))
                }
            }
            try await client.execute(uri: "/open-by-accident", method: .get, headers: bearer(token)) { response in
                #expect(response.status == .notFound)
            }
        }
    }

    @Test("A request for the API without its last slash is the API's, and HEAD passes where GET does")
    func takesTheAPIWithoutSlash() async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].publicPaths = ["/", "/get"].compactMap { PathPattern($0) }.map {
            PathRule(pattern: $0, methods: ["GET"])
        }
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        try await application(test).test(.router) { client in
            try await client.execute(uri: "/payment-api", method: .post) { response in
                #expect(response.status == .unauthorized)
            }
            for path in ["/payment-api", "/payment-api/", "/payment-api/get"] {
                for method in [HTTPRequest.Method.get, .head] {
                    try await client.execute(uri: path, method: method) { response in
                        #expect(response.status != .unauthorized)
                    }
                }
            }
        }
    }

    @Test("An encoded slash is refused with 400, and passes where the API allows it")
    func takesEncodedSlashes() async throws {
        for (choice, status) in [(API.EncodedSlashes.reject, HTTPResponse.Status.badRequest), (.allow, .unauthorized)] {
            var catalogue = TestCatalogue.payments()
            catalogue.apis[0].encodedSlashes = choice
            let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
            try await application(test).test(.router) { client in
                try await client.execute(uri: "/payment-api/orders/a%2Fb", method: .get) { response in
                    #expect(response.status == status)
                }
                try await client.execute(uri: "/payment-api/orders/a%2F..%2Fb", method: .get) { response in
                    #expect(response.status == .badRequest)
                }
            }
        }
    }

    @Test("Public paths need no token, and get none of its identity")
    func opensPublicPaths() async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].publicPaths = [PathRule(pattern: try #require(PathPattern("/health")), methods: ["GET"])]
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        try await application(test).test(.router) { client in
            try await client.execute(uri: "/payment-api/health", method: .get) { response in
                #expect(String(buffer: response.body) == "healthy nobody")
            }
            try await client.execute(uri: "/payment-api/health", method: .post) { response in
                #expect(response.status == .unauthorized)
            }
        }
    }

    @Test("Before the keys are loaded the answer is 503 with Retry-After")
    func saysWhenKeysAreMissing() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get(), hasKeys: false)
        _ = test.gate.keys.scheduledFetches(at: test.clock.instant)
        test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
        _ = try test.decide(test.forge.token(payload: TokenClaims().json))
        test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
        let token = test.forge.token(payload: TokenClaims().json)
        try await application(test).test(.router) { client in
            try await client.execute(uri: "/payment-api/get", method: .get, headers: bearer(token)) { response in
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] == "5")
                #expect(response.headers[.wwwAuthenticate] == nil)
            }
        }
    }

    @Test("A request in progress counts until its body is written, or its handler fails", .realServers)
    func releasesConcurrency() async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(rate: .unlimited, concurrency: 1)
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        let router = Router(context: BasicGateRequestContext.self)
        router.add(middleware: GateMiddleware(gate: test.gate, now: { test.clock.instant }))
        router.get("/payment-api/get") { request, _ -> Response in
            if request.uri.query == "fail" { throw HTTPError(.badGateway) }
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    let second = try test.rejection(token)
                    try await writer.write(ByteBuffer(string: second?.code ?? "admitted"))
                    try await writer.finish(nil)
                })
        }
        let application = Application(router: router)
        try await application.test(.live) { client in
            for _ in 0..<3 {
                try await client.execute(uri: "/payment-api/get", method: .get, headers: bearer(token)) { response in
                    #expect(String(buffer: response.body) == "concurrency_exceeded")
                }
                try await client.execute(uri: "/payment-api/get?fail", method: .get, headers: bearer(token)) {
                    #expect($0.status == .badGateway)
                }
            }
        }
    }
}
