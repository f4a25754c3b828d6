import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import Tollgate
import TollgateCatalogue
import TollgateHummingbird
import TollgateTesting

@Suite("Pages of other origins may call an application that says so")
struct CrossOriginTests {
    private func withApplication(
        _ setting: API.CrossOrigin, _ body: @escaping @Sendable (any TestClientProtocol, TestGate) async throws -> Void
    ) async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].crossOrigin = setting
        catalogue.apis[0].resource = "https://gate.example/payment-api"
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let router = Router(context: BasicGateRequestContext.self)
        router.add(middleware: GateMiddleware(gate: test.gate, now: { test.clock.instant }))
        router.get("/payment-api/get") { _, _ in
            Response(status: .ok, headers: [.accessControlAllowOrigin: "https://own.example", .eTag: "x"])
        }
        router.get("/payment-api/orders/7") { _, _ -> Response in throw HTTPError(.badRequest) }
        try await Application(router: router).test(.router) { client in try await body(client, test) }
    }

    private var rules: API.CrossOrigin {
        get throws {
            .rules(CrossOriginRules(.oneOf([try #require(OriginPattern("https://app.example"))])))
        }
    }

    @Test("Preflights are answered, refusals, answers and errors can be read")
    func answers() async throws {
        try await withApplication(rules) { client, test in
            let page: HTTPFields = [.origin: "https://app.example"]
            var asking = page
            asking[.accessControlRequestMethod] = "GET"
            try await client.execute(uri: "/payment-api/get", method: .options, headers: asking) { response in
                #expect(response.status == .noContent)
                #expect(response.headers[.accessControlAllowOrigin] == "https://app.example")
            }
            try await client.execute(uri: "/payment-api/get", method: .get, headers: page) { response in
                #expect(response.status == .unauthorized)
                #expect(response.headers[.accessControlAllowOrigin] == "https://app.example")
            }
            let token = test.forge.token(payload: TokenClaims(scope: "product_payments free_plan").json)
            var admitted = page
            admitted[.authorization] = "Bearer \(token)"
            try await client.execute(uri: "/payment-api/get", method: .get, headers: admitted) { response in
                #expect(response.status == .ok && response.headers[.eTag] == "x")
                #expect(response.headers[values: .accessControlAllowOrigin] == ["https://app.example"])
            }
            try await client.execute(uri: "/payment-api/orders/7", method: .get, headers: admitted) { response in
                #expect(response.headers[.accessControlAllowOrigin] == "https://app.example")
            }
        }
    }

    @Test("Without rules nothing is added or taken away, also where there is a resource")
    func staysOut() async throws {
        try await withApplication(.standard) { client, test in
            let token = test.forge.token(payload: TokenClaims(scope: "product_payments free_plan").json)
            let page: HTTPFields = [.origin: "https://app.example", .authorization: "Bearer \(token)"]
            try await client.execute(uri: "/payment-api/get", method: .get, headers: page) { response in
                #expect(response.headers[values: .accessControlAllowOrigin] == ["https://own.example"])
                #expect(response.headers[.vary] == nil)
            }
        }
    }
}
