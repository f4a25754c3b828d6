import Foundation
import ReferenceBridge
import ServerTesting
import Testing
import TollgateOutbound

@testable import TollgateRegistrar

@Suite("HTTP bridge", .realServers)
struct HTTPBridgeTests {
    private let store = BridgeStore()
    private let key = InitialAccess.headers([SecretHeader(name: "X-API-Key", value: Secret("key-canary"))])

    private func run(_ body: @escaping @Sendable (_ bridge: DriverHarness) async throws -> Void) async throws {
        let key = self.key
        try await LoopbackServer.run(ReferenceBridge(key: "key-canary", store: store).router()) { origin in
            try await body(DriverHarness(.httpBridge, address: origin + "/", access: key))
        }
    }

    @Test("A client is registered, changed, rotated and deleted at the reference bridge")
    func wholeLife() async throws {
        try await run { bridge in
            let first = try await bridge.register()
            #expect(bridge.granted(first).shortfall == nil)
            #expect(bridge.granted(first).warnings.isEmpty)
            #expect(store.all.map(\.id) == [first.clientID])
            var gold = DriverHarness.backend
            gold.scopes = ["product_payments", "gold_plan"]
            gold.redirectURIs = ["https://app.example/cb"]
            let second = try await bridge.update(first, to: gold)
            #expect(second.clientSecret == nil)
            #expect(store.all.first?.registration.scope == "product_payments gold_plan")
            #expect(store.all.first?.registration.redirectURIs == ["https://app.example/cb"])
            let third = try await bridge.rotate(second, keeping: gold)
            #expect(third.clientSecret != first.clientSecret)
            #expect(store.all.first?.secret == third.clientSecret?.reveal())
            #expect(try await bridge.client.delete(bridge.endpoint(third)) == .deleted)
            #expect(try await bridge.client.delete(bridge.endpoint(third)) == .gone)
            let gone = try await bridge.refusal { try await bridge.rotate(third) }
            #expect(gone?.status == 404)
        }
    }

    @Test("The same registration sent twice makes one client, another one under the same key none")
    func idempotency() async throws {
        try await run { bridge in
            let first = try await bridge.register()
            let again = try await bridge.register()
            #expect(again.clientID == first.clientID)
            #expect(again.clientSecret == first.clientSecret)
            var other = DriverHarness.backend
            other.clientName = "Other"
            let refusal = try await bridge.refusal { try await bridge.register(other) }
            #expect(refusal?.status == 409)
            #expect(store.all.count == 1)
        }
    }

    @Test("A wrong key is told with what to do, and not shown")
    func wrongKey() async throws {
        try await LoopbackServer.run(ReferenceBridge(key: "another", store: store).router()) { origin in
            let bridge = try DriverHarness(.httpBridge, address: origin, access: key)
            let refusal = try await bridge.refusal { try await bridge.register() }
            #expect(refusal?.error == "invalid_key")
            #expect(refusal?.hint?.contains("headers") == true)
            #expect(refusal?.description.contains("canary") == false)
        }
    }

    @Test("Whose client it is goes along where somebody says so, and the key of the operation always")
    func references() async throws {
        let stub = StubProvider()
        stub.answer(201, #"{"client_id":"c","client_secret":"s"}"#)
        var metadata = DriverHarness.backend
        metadata.additional = [
            "description": .string("for tests"), "metadata": .object(["application_id": .string("a-1")]),
        ]
        _ = try await DynamicRegistrationClient(transport: stub, driver: .httpBridge).register(
            metadata, at: "https://bridge.example/clients", operationID: "op-1")
        #expect(stub.lastBody["metadata"] == .object(["application_id": .string("a-1")]))
        #expect(stub.requests.last?.headers.contains { $0 == (name: "Idempotency-Key", value: "op-1") } == true)
    }

    @Test("The registrar tells a bridge whose client it registers, and for which products and plans")
    func registrarsReferences() async throws {
        let fixture = try await AccessFixture()
        try await fixture.registrar.addProvider(
            Provider(name: "bridge", driver: .httpBridge, address: "https://bridge.example", initialAccess: key))
        try await fixture.registrar.offer(ProductOffer(product: "payments", provider: "bridge"))
        try await fixture.registrar.offer(ProductOffer(product: "orders", provider: "bridge"))
        fixture.provider.answer(201, #"{"client_id":"c","client_secret":"s"}"#)
        _ = try await fixture.registrar.approve(fixture.request().id, by: "ann")
        let application = JSONValue.string(fixture.application.id)
        #expect(
            fixture.provider.lastBody["metadata"]
                == .object([
                    "application_id": application, "product_id": .string("payments"), "plan_id": .string("free"),
                ]))
        fixture.provider.answer(204)
        _ = try await fixture.registrar.approve(fixture.request("orders", "orders_gold").id, by: "ann")
        #expect(
            fixture.provider.lastBody["metadata"]
                == .object([
                    "application_id": application, "product_id": .string("payments orders"),
                    "plan_id": .string("free orders_gold"),
                ]))
    }

    @Test("A sloppy bridge is understood: any 2xx, no body, scopes as an array, dates as text, no client_id")
    func sloppyAnswers() async throws {
        let stub = StubProvider()
        let client = DynamicRegistrationClient(transport: stub, driver: .httpBridge)
        let endpoint = ClientConfigurationEndpoint(
            clientID: "a/..", registrationEndpoint: "https://bridge.example/clients", authorization: .none)
        stub.answer(
            202,
            """
            {"client_id":"a/..","client_secret":"s","scopes":["product_payments","free_plan"],
             "client_id_issued_at":"2023-11-14T22:13:20Z","client_secret_expires_at":"2024-11-14T22:13:20.000Z"}
            """)
        let registered = try await client.register(DriverHarness.backend, at: "https://bridge.example/clients")
        #expect(registered.scopes == ["product_payments", "free_plan"])
        #expect(registered.issuedAt == 1_700_000_000)
        #expect(registered.secretExpiresAt == 1_731_622_400)
        stub.answer(204)
        let updated = try await client.update(endpoint, to: DriverHarness.backend, lastReturned: [:])
        #expect(stub.requests.last?.url == "https://bridge.example/clients/a%2F..")
        #expect(updated.clientID == "a/..")
        #expect(updated.scopes == ["product_payments", "free_plan"])
        stub.answer(200, #"{"client_secret":"new"}"#)
        let rotated = try await client.rotateSecret(endpoint, keeping: DriverHarness.backend, lastReturned: [:])
        #expect(rotated.clientSecret == Secret("new"))
        #expect(stub.requests.last?.url == "https://bridge.example/clients/a%2F../rotate-secret")
        #expect(stub.requests.last?.body == Array("{}".utf8))
        stub.answer(202)
        #expect(try await client.delete(endpoint) == .deleted)
    }

    @Test("A registration without a client_id, and a rotation for another client, are errors also from a bridge")
    func unusableAnswers() async {
        let stub = StubProvider()
        let client = DynamicRegistrationClient(transport: stub, driver: .httpBridge)
        stub.answer(200, #"{"client_secret":"s"}"#)
        #expect(
            await refusalCode {
                try await client.register(DriverHarness.backend, at: "https://bridge.example/clients")
            } == "response_invalid")
        stub.answer(200, #"{"client_id":"b","client_secret":"s"}"#)
        let endpoint = ClientConfigurationEndpoint(
            clientID: "a", registrationEndpoint: "https://bridge.example/clients", authorization: .none)
        #expect(
            await refusalCode {
                try await client.rotateSecret(endpoint, keeping: DriverHarness.backend, lastReturned: [:])
            } == "response_invalid")
    }

    @Test(
        "An identifier of dots alone cannot leave its place in the path",
        arguments: ["..", ".", "a/../b", "a?b#c", "a%2Fb", "%2e%2e", "käse/😀", "a b;c=d&e", "\\"])
    func identifiersAreOneSegment(id: String) {
        let url = ClientConfigurationEndpoint(
            clientID: id, registrationEndpoint: "https://bridge.example/clients", authorization: .none
        ).url
        let segment = url.dropFirst("https://bridge.example/clients/".count)
        #expect(!segment.contains("/") && !segment.contains("?") && !segment.contains("#"))
        #expect(segment != "." && segment != "..")
        #expect(segment.removingPercentEncoding == id)
        #expect(URLParts(url)?.target == "/clients/" + segment)
    }

    @Test("A bridge is added without discovery, and cannot be asked for tokens")
    func adding() async throws {
        let fixture = try RegistrarFixture()
        let profile = try await fixture.registrar.addProvider(
            Provider(
                name: "bridge", driver: .httpBridge, address: "https://bridge.example/v1/",
                issuer: "https://idp.example", initialAccess: key))
        #expect(profile.registrationEndpoint == "https://bridge.example/v1/clients")
        #expect(profile.issuer == "https://idp.example")
        #expect(fixture.provider.discoveries == 0)
        for address in ["https://bridge.example/v1?key=x", "https://bridge.example/.well-known/openid-configuration"] {
            #expect(
                await refusalCode {
                    try await fixture.registrar.addProvider(
                        Provider(name: "other", driver: .httpBridge, address: address))
                } == "provider_invalid")
        }
        #expect(
            await refusalCode {
                try await fixture.registrar.addProvider(
                    Provider(
                        name: "other", driver: .httpBridge, address: "https://bridge.example",
                        initialAccess: .clientCredentials(id: "a", secret: Secret("b"), scopes: [], method: .basic)))
            } == "provider_invalid")
    }
}
