import CoreMetrics
import Hummingbird
import ServerTesting
import Testing
import Tollgate
import TollgateOutbound
import TollgatePrometheus
import TollgateTesting

@testable import TollgateCLI

@Suite("The admin server tells how the gateway is", .realServers, .timeLimit(.minutes(5)))
struct AdminRoutesTests {
    /// Runs `body` with a function that gets a path of the admin server of a gate without keys.
    private func withServer(
        _ body:
            @escaping @Sendable (TestGate, PrometheusRegistry, (String) async throws -> OutboundResponse) async throws
            -> Void
    ) async throws {
        let test = try TestGate(forge: try TokenForge(), hasKeys: false)
        let registry = PrometheusRegistry(help: ["events_total": "What has come."])
        let routes = AdminRoutes(gate: test.gate, metrics: registry) { test.clock.instant }
        try await LoopbackServer.run(routes.router()) { url in
            try await OutboundClient.with { client in
                try await body(test, registry) { try await client.send(OutboundRequest(url: url + $0)) }
            }
        }
    }

    private func text(_ response: OutboundResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test("/metrics is Prometheus' text format, and says so")
    func tellsMetrics() async throws {
        try await withServer { _, registry, get in
            Counter(label: "events_total", dimensions: [("kind", "a")], factory: registry).increment()
            let response = try await get("/metrics")
            #expect(response.status == 200)
            #expect(response.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(
                text(response)
                    == "# HELP events_total What has come.\n# TYPE events_total counter\nevents_total{kind=\"a\"} 1\n")
        }
    }

    @Test("/readyz says what is missing in one visible line for each issuer, and turns when the keys are there")
    func tellsReadiness() async throws {
        try await withServer { test, _, get in
            test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused\nready", at: test.clock.instant)
            let waiting = try await get("/readyz")
            #expect(waiting.status == 503)
            #expect(text(waiting) == "no keys of portal: refused\\u{A}ready\n")
            try test.install(test.forge)
            let ready = try await get("/readyz")
            #expect(ready.status == 200)
            #expect(text(ready) == "ready\n")
        }
    }

    @Test("/readyz is 503 from the moment on that the gateway is told to end")
    func tellsTheEnd() async throws {
        let readiness = Readiness()
        let test = try TestGate(forge: try TokenForge.shared.get())
        let routes = AdminRoutes(gate: test.gate, metrics: PrometheusRegistry(help: [:]), readiness: readiness) {
            test.clock.instant
        }
        try await LoopbackServer.run(routes.router()) { url in
            try await OutboundClient.with { client in
                let before = try await client.send(OutboundRequest(url: url + "/readyz"))
                #expect(before.status == 200)
                readiness.end()
                let after = try await client.send(OutboundRequest(url: url + "/readyz"))
                #expect(after.status == 503)
                #expect(text(after) == "about to end\n")
                let health = try await client.send(OutboundRequest(url: url + "/healthz"))
                #expect(health.status == 200)
            }
        }
    }

    @Test("/keys is the JSON of tollgate keys")
    func tellsKeys() async throws {
        try await withServer { test, _, get in
            try test.install(test.forge)
            let response = try await get("/keys")
            #expect(response.header("Content-Type") == "application/json")
            let report = KeyReport(test.gate.keys, test.gate.catalogue.source, at: test.clock.instant)
            #expect(try KeyReport(json: response.body) == report)
        }
    }
}
