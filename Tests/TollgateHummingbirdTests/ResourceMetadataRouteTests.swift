import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateHummingbird
import TollgateTesting

@Suite("The middleware leads clients without a token to an issuer (RFC 9728)")
struct ResourceMetadataRouteTests {
    private static let wellKnown = "/.well-known/oauth-protected-resource"

    private struct Answer: Equatable {
        let status: Int
        let challenge: String?
    }

    private func application(resource: String?, listenPath: String = "/payment-api/") throws -> some ApplicationProtocol
    {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].resource = resource
        catalogue.apis[0].listenPath = listenPath
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let router = Router(context: BasicGateRequestContext.self)
        router.add(middleware: GateMiddleware(gate: test.gate, now: { test.clock.instant }))
        router.get("/payment-api/get") { _, _ in "hello" }
        return Application(router: router)
    }

    private func challenge(_ rest: String) -> String {
        "Bearer realm=\"payments\", \(rest)resource_metadata=\"https://gate.example\(Self.wellKnown)/payment-api\""
    }

    @Test("A request without a token, with a bad one and with too few scopes is told where the metadata is")
    func challenges() async throws {
        let application = try application(resource: "https://gate.example/payment-api")
        let forge = try TokenForge.shared.get()
        try await application.test(.router) { client in
            func answer(_ token: String?) async throws -> Answer {
                try await client.execute(
                    uri: "/payment-api/get", method: .get,
                    headers: token.map { [.authorization: "Bearer \($0)"] } ?? [:]
                ) { Answer(status: $0.status.code, challenge: $0.headers[.wwwAuthenticate]) }
            }
            #expect(try await answer(nil) == Answer(status: 401, challenge: challenge("")))
            let malformed =
                "error=\"invalid_token\", error_description=\"The access token is not a well-formed compact JSON Web"
                + " Token.\", "
            #expect(try await answer("x") == Answer(status: 401, challenge: challenge(malformed)))
            let insufficient = "error=\"insufficient_scope\", error_description="
            let noProduct = try await answer(forge.token(payload: TokenClaims(scope: "free_plan").json))
            let api = insufficient + "\"The scopes of the access token do not include this API.\", "
            #expect(noProduct == Answer(status: 403, challenge: challenge(api + "scope=\"product_payments\", ")))
            let noPlan = try await answer(forge.token(payload: TokenClaims(scope: "product_payments").json))
            let plan = insufficient + "\"The access token has no scope of a plan.\", "
            #expect(noPlan == Answer(status: 403, challenge: challenge(plan)))
            let good = try await answer(forge.token(payload: TokenClaims().json))
            #expect(good == Answer(status: 200, challenge: nil))
        }
    }

    @Test("The metadata needs no token, is JSON, and any page may read it")
    func serves() async throws {
        let application = try application(resource: "https://gate.example/payment-api")
        try await application.test(.router) { client in
            let path = Self.wellKnown + "/payment-api"
            try await client.execute(uri: path + "?x=1", method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "application/json")
                #expect(response.headers[.accessControlAllowOrigin] == "*")
                #expect(response.headers[.cacheControl] == "max-age=300")
                #expect(
                    String(buffer: response.body)
                        == #"{"resource":"https://gate.example/payment-api","#
                        + #""authorization_servers":["https://idp.example/realms/DCR"],"#
                        + #""scopes_supported":["product_payments","free_plan"],"#
                        + "\"bearer_methods_supported\":[\"header\"],\"resource_name\":\"payments\"}\n")
            }
            try await client.execute(uri: path, method: .head) { response in
                #expect(response.status == .ok)
                #expect(response.body.readableBytes == 0)
                #expect(response.headers[.contentLength].flatMap { Int($0) } ?? 0 > 0)
            }
            try await client.execute(uri: path, method: .options) { response in
                #expect(response.status == .noContent)
                #expect(response.headers[.accessControlAllowOrigin] == "*")
                #expect(response.headers[.accessControlAllowHeaders] == "*")
            }
            try await client.execute(uri: path, method: .post) { response in
                #expect(response.status == .methodNotAllowed)
                #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
            }
        }
    }

    @Test(
        "Below another path, and without a path, it is where RFC 9728 puts it, and nowhere else",
        arguments: [
            ("https://gate.example/payment-api/mcp/v1", "/payment-api/mcp/v1", "/payment-api"),
            ("https://gate.example", "", "/"), ("http://127.0.0.1:8080/payment-api", "/payment-api", "/payment-api/"),
        ])
    func isAtItsPlace(resource: String, found: String, missing: String) async throws {
        try await application(resource: resource).test(.router) { client in
            try await client.execute(uri: Self.wellKnown + found, method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains("\"resource\":\"\(resource)\""))
            }
            for path in [Self.wellKnown + missing, Self.wellKnown + "/other", "/.well-known/openid-configuration"] {
                try await client.execute(uri: path, method: .get) { #expect($0.status == .notFound) }
            }
            try await client.execute(uri: Self.wellKnown + "/%2e%2e/x", method: .get) {
                #expect($0.status == .badRequest)
            }
        }
    }

    @Test("An API without a resource says nothing of it; one at / gets every other well-known path")
    func isOptional() async throws {
        try await application(resource: nil).test(.router) { client in
            try await client.execute(uri: Self.wellKnown + "/payment-api", method: .get) { response in
                #expect(response.status == .notFound)
            }
            try await client.execute(uri: "/payment-api/get", method: .get) { response in
                #expect(response.headers[.wwwAuthenticate] == "Bearer realm=\"payments\"")
            }
        }
        try await application(resource: "https://gate.example", listenPath: "/").test(.router) { client in
            try await client.execute(uri: Self.wellKnown, method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: Self.wellKnown + "/x", method: .get) { #expect($0.status == .unauthorized) }
        }
    }
}
