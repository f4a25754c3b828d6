import CAllocationCounter
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgatePrometheus
import TollgateTesting

@testable import TollgateHummingbird

@Suite("Requests are counted by API and outcome, and a client can make no label")
struct RequestMetricsTests {
    @Test("Each outcome is counted once under the API's name and its code")
    func countsOutcomes() async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].publicPaths = [.init(pattern: try #require(.init("/health")))]
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let registry = PrometheusRegistry()
        let router = Router(context: BasicGateRequestContext.self)
        router.add(middleware: GateMiddleware(gate: test.gate, now: { test.clock.instant }, metrics: registry))
        router.get("/payment-api/get") { _, _ in "hello" }
        router.get("/payment-api/health") { _, _ in "healthy" }
        let token = test.forge.token(payload: TokenClaims().json)
        let noPlan = test.forge.token(payload: TokenClaims(scope: "product_payments").json)
        try await Application(router: router).test(.router) { client in
            func get(_ path: String, _ token: String? = nil) async throws {
                let headers: HTTPFields = token.map { [.authorization: "Bearer \($0)"] } ?? [:]
                _ = try await client.execute(uri: path, method: .get, headers: headers)
            }
            for _ in 0..<6 { try await get("/payment-api/get", token) }
            try await get("/payment-api/get", noPlan)
            try await get("/payment-api/get")
            try await get("/payment-api/get?access_token=x")
            try await get("/payment-api/health")
            try await get("/elsewhere")
            try await get("/payment-api/../get")
        }
        let told = registry.text().split(separator: "\n").filter { $0.hasPrefix("tollgate") && !$0.hasSuffix(" 0") }
        #expect(
            told == [
                "tollgate_requests_total{api=\"\",code=\"not_found\",mode=\"enforce\"} 1",
                "tollgate_requests_total{api=\"\",code=\"path_rejected\",mode=\"enforce\"} 1",
                "tollgate_requests_total{api=\"payments\",code=\"admit\",mode=\"enforce\"} 5",
                "tollgate_requests_total{api=\"payments\",code=\"plan_missing\",mode=\"enforce\"} 1",
                "tollgate_requests_total{api=\"payments\",code=\"public\",mode=\"enforce\"} 1",
                "tollgate_requests_total{api=\"payments\",code=\"rate_exceeded\",mode=\"enforce\"} 1",
                "tollgate_requests_total{api=\"payments\",code=\"request_malformed\",mode=\"enforce\"} 1",
                "tollgate_requests_total{api=\"payments\",code=\"token_missing\",mode=\"enforce\"} 1",
            ])
    }

    @Test("What an API that only observes would reject is counted apart")
    func countsObservedOutcomes() async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].mode = .observe
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let registry = PrometheusRegistry()
        let router = Router(context: BasicGateRequestContext.self)
        router.add(middleware: GateMiddleware(gate: test.gate, now: { test.clock.instant }, metrics: registry))
        router.get("/payment-api/get") { _, _ in "hello" }
        try await Application(router: router).test(.router) { client in
            let response = try await client.execute(uri: "/payment-api/get", method: .get)
            #expect(response.status == .ok)
        }
        let told = registry.text().split(separator: "\n").filter { $0.hasPrefix("tollgate") && !$0.hasSuffix(" 0") }
        #expect(told == ["tollgate_requests_total{api=\"payments\",code=\"token_missing\",mode=\"observe\"} 1"])
    }

    @Test("Every outcome of every API is told with 0 before anything has come")
    func beginsAtZero() throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let registry = PrometheusRegistry()
        _ = GateMiddleware<BasicGateRequestContext>(gate: test.gate, metrics: registry)
        let lines = registry.text().split(separator: "\n")
        #expect(!lines.contains { $0.contains("observe") })
        for code in Rejection.allCases.map(\.code) + ["admit", "public"] {
            #expect(lines.contains("tollgate_requests_total{api=\"payments\",code=\"\(code)\",mode=\"enforce\"} 0"))
        }
    }

    @Test("After a new catalogue an API is counted where it was before, and one that observes from then on apart")
    func countsAcrossCatalogues() throws {
        var source = TestCatalogue.payments()
        let test = try TestGate(source, forge: try TokenForge.shared.get())
        let registry = PrometheusRegistry()
        let counters = RequestCounters(test.gate.catalogue, factory: registry)
        let old = try #require(test.gate.catalogue.api(named: "payments"))
        counters.counters(of: old).countAdmitted()
        var first = source.apis[0]
        first.name = "first"
        first.listenPath = "/first/"
        source.apis.insert(first, at: 0)
        try test.gate.reload(source)
        let moved = try #require(test.gate.catalogue.api(named: "payments"))
        for api in [moved, old, moved] { counters.counters(of: api).countAdmitted() }
        source.apis[1].mode = .observe
        try test.gate.reload(source)
        counters.counters(of: try #require(test.gate.catalogue.api(named: "payments"))).countAdmitted()
        let admitted = registry.text().split(separator: "\n").filter { $0.contains("admit") && !$0.hasSuffix(" 0") }
        #expect(
            admitted == [
                "tollgate_requests_total{api=\"payments\",code=\"admit\",mode=\"enforce\"} 4",
                "tollgate_requests_total{api=\"payments\",code=\"admit\",mode=\"observe\"} 1",
            ])
    }

    @Test("Counting an outcome asks for no memory", .enabled(if: allocation_counter_is_available()))
    func allocatesNothing() throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let registry = PrometheusRegistry()
        let counters = RequestCounters(test.gate.catalogue, factory: registry)
        let api = try #require(test.gate.catalogue.api(named: "payments"))
        let admitted = try test.decide(test.forge.token(payload: TokenClaims().json))
        let rejected = Decision.reject(.tokenExpired, limits: nil)
        allocation_counter_start()
        counters.counters(of: api).count(admitted)
        counters.counters(of: api).count(rejected)
        let allocations = allocation_counter_stop()
        #expect(allocations == 0)
        #expect(registry.text().contains("code=\"token_expired\",mode=\"enforce\"} 1\n"))
    }
}
