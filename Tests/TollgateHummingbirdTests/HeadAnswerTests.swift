import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import Tollgate
import TollgateCatalogue
import TollgateHummingbird
import TollgateTesting

@Suite("An answer to HEAD has the fields of the answer to GET, and no content (RFC 9110 §9.3.2)")
struct HeadAnswerTests {
    /// Asks with `GET` and with `HEAD`, each before a gate of its own, and compares the answers.
    private func compare(
        _ uri: String, hasKeys: Bool = true, limits: Limits? = nil,
        _ token: (TestGate) -> String?, expecting status: HTTPResponse.Status
    ) async throws {
        var contents: [HTTPRequest.Method: (length: String?, bytes: Int)] = [:]
        for method in [HTTPRequest.Method.get, .head] {
            var catalogue = TestCatalogue.payments()
            if let limits { catalogue.policies[1].limits = limits }
            let test = try TestGate(catalogue, forge: try TokenForge.shared.get(), hasKeys: hasKeys)
            let token = token(test)
            let router = Router(context: BasicGateRequestContext.self)
            router.add(middleware: GateMiddleware(gate: test.gate, now: { test.clock.instant }))
            let headers: HTTPFields = token.map { [.authorization: "Bearer \($0)"] } ?? [:]
            contents[method] = try await Application(router: router).test(.router) { client in
                try await client.execute(uri: uri, method: method, headers: headers) { response in
                    #expect(response.status == status)
                    return (response.headers[.contentLength], response.body.readableBytes)
                }
            }
        }
        let get = try #require(contents[.get])
        let head = try #require(contents[.head])
        #expect(get.bytes > 0)
        #expect(head.bytes == 0)
        #expect(head.length == "\(get.bytes)")
    }

    @Test("The middleware's own answers are so for every status: 400, 401, 403, 404, 429 and 503")
    func leavesContentOut() async throws {
        func good(_ test: TestGate) -> String? { test.forge.token(payload: TokenClaims().json) }
        try await compare("/payment-api//get", good, expecting: .badRequest)
        try await compare("/payment-api/get?access_token=x", good, expecting: .badRequest)
        try await compare("/payment-api/get", { _ in nil }, expecting: .unauthorized)
        try await compare("/payment-api/get", { _ in "a.b.c" }, expecting: .unauthorized)
        try await compare(
            "/payment-api/get", { $0.forge.token(payload: TokenClaims(scope: "free_plan").json) }, expecting: .forbidden
        )
        try await compare("/nowhere", good, expecting: .notFound)
        try await compare(
            "/payment-api/orders/1", limits: Limits(rate: .limited(requests: 1, seconds: 60)),
            { test in
                let token = test.forge.token(payload: TokenClaims().json)
                while (try? test.rejection(token, path: "/payment-api/get")) == .some(nil) {}
                return token
            }, expecting: .tooManyRequests)
        try await compare(
            "/payment-api/get", hasKeys: false,
            { test in
                _ = test.gate.keys.scheduledFetches(at: test.clock.instant)
                test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
                _ = try? test.decide(test.forge.token(payload: TokenClaims().json))
                test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
                return good(test)
            }, expecting: .serviceUnavailable)
    }

    @Test("A token that is too long is answered with its size and the key that allows longer ones (keycloak 13956)")
    func tellsTheLength() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let groups = "[" + Array(repeating: "\"/departments/group\"", count: 500).joined(separator: ",") + "]"
        let token = test.forge.token(payload: TokenClaims().with("groups", groups).json)
        var configuration = Gate.Configuration()
        for (maximum, status) in [(8_192, HTTPResponse.Status.unauthorized), (65_536, .ok)] {
            configuration.maximumTokenBytes = maximum
            let gate = Gate(catalogue: test.gate.catalogue, configuration: configuration)
            gate.keys.install(
                try KeySet(json: Array(TokenForge.keySet(test.forge).utf8)), issuer: gate.catalogue.issuerSlots[0],
                at: test.clock.instant)
            let router = Router(context: BasicGateRequestContext.self)
            router.add(middleware: GateMiddleware(gate: gate, now: { test.clock.instant }))
            router.get("/payment-api/get") { _, _ in "hello" }
            try await Application(router: router).test(.router) { client in
                try await client.execute(
                    uri: "/payment-api/get", method: .get, headers: [.authorization: "Bearer \(token)"]
                ) { response in
                    #expect(response.status == status)
                    guard status == .unauthorized else { return }
                    let sentence =
                        "The access token has \(token.utf8.count) bytes; at most 8192 are accepted "
                        + "(gateway.max_token_bytes)."
                    #expect(
                        String(buffer: response.body)
                            == "{\"error\":\"invalid_token\",\"error_description\":\"\(sentence)\","
                            + "\"code\":\"token_too_long\"}\n")
                    #expect(response.headers[.wwwAuthenticate]?.contains(sentence) == true)
                }
            }
        }
    }
}
