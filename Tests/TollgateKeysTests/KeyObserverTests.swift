import HTTPTypes
import HostileAnswers
import LogTesting
import Logging
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgatePrometheus
import TollgateTesting

@testable import TollgateKeys
@testable import TollgateOutbound

@Suite(
    "The service logs changes of state and keeps metrics, whatever its issuers do", .realServers,
    .timeLimit(.minutes(5)))
struct KeyObserverTests {
    private let clock = ManualClock()
    private let log = CollectedLog()
    private let registry = PrometheusRegistry()

    /// Runs `body` with a service whose issuer has what `served` says.
    private func withService(
        _ served: ServedKeys, _ body: @escaping @Sendable (Gate, KeyRefreshService) async throws -> Void
    ) async throws {
        try await HostileServer.run { _ in
            guard let keys = await served.next() else { return HostileServer.json("", status: .serviceUnavailable) }
            return HostileServer.json(keys)
        } _: { base in
            let clients = OutboundClients(environment: [:], clock: clock)
            var catalogue = TestCatalogue.payments()
            catalogue.issuers[0].keys = .urls([base + "/keys"])
            do {
                let gate = Gate(catalogue: try CompiledCatalogue(catalogue))
                let service = KeyRefreshService(
                    gate: gate, fetcher: KeyFetcher(clients: clients), logger: log.logger,
                    metrics: registry, now: { clock.instant }, clock: clock)
                try await body(gate, service)
            } catch {
                try await clients.shutdown()
                throw error
            }
            try await clients.shutdown()
        }
    }

    private func metrics() -> [String] {
        registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    @Test("An outage of a hundred fetches is one warning, and the way back one line")
    func logsOnce() async throws {
        let keys = TokenForge.keySet(try TokenForge.shared.get())
        let served = ServedKeys(keys)
        try await withService(served) { _, service in
            let failures = try await service.loadAll()
            #expect(failures.isEmpty)
            await served.serve(nil)
            for _ in 0..<100 {
                clock.advance(by: .seconds(600))
                #expect(try await service.loadAll().count == 1)
            }
            await served.serve(keys)
            clock.advance(by: .seconds(60))
            #expect(try await service.loadAll().isEmpty)
            clock.advance(by: .seconds(600))
            #expect(try await service.loadAll().isEmpty)
            let lines = log.lines
            #expect(lines.count == 3)
            #expect(lines.first == "info keys loaded added=key-1 issuer=portal usable=1")
            #expect(
                lines.dropFirst().first?.hasPrefix("warning keys cannot be fetched; retrying, and using the old ones")
                    == true)
            #expect(lines.last == "info keys can be fetched again issuer=portal usable=1")
        }
    }

    @Test("An issuer whose servers are not verified is named at every start")
    func namesUnverifiedIssuers() async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers.append(Issuer(name: "other", issuer: "https://other.example", audiences: .any))
        catalogue.issuers[1].connection.tls.skipsVerification = true
        for index in 0..<2 {
            catalogue.issuers[index].keys = .inline(TokenForge.keySet(try TokenForge.shared.get()))
        }
        let gate = Gate(catalogue: try CompiledCatalogue(catalogue))
        for start in 1...2 {
            let service = KeyRefreshService(gate: gate, logger: log.logger, metrics: registry)
            let running = Task { try await service.run() }
            running.cancel()
            try await running.value
            let warnings = log.lines.filter { $0.hasPrefix("warning INSECURE: ") && $0.hasSuffix(" issuer=other") }
            #expect(warnings.count == start)
        }
    }

    @Test("Fetches are counted by result, and the set's age, keys and time left are told as they are")
    func measuresKeys() async throws {
        let forge = try TokenForge.shared.get()
        let served = ServedKeys("{\"keys\":[\(forge.webKey),{\"kty\":\"EC\"},{\"kty\":\"OKP\"}]}")
        try await withService(served) { _, service in
            _ = try await service.loadAll()
            await served.serve(nil)
            clock.advance(by: .seconds(600))
            _ = try await service.loadAll()
            await served.serve("<html>")
            clock.advance(by: .seconds(60))
            _ = try await service.loadAll()
            let metrics = metrics()
            for expected in [
                "tollgate_key_fetches_total{issuer=\"portal\",result=\"success\"} 1",
                "tollgate_key_fetches_total{issuer=\"portal\",result=\"status\"} 1",
                "tollgate_key_fetches_total{issuer=\"portal\",result=\"unusable\"} 1",
                "tollgate_key_set_age_seconds{issuer=\"portal\"} 660",
                "tollgate_key_set_usable_seconds{issuer=\"portal\"} 85740",
                "tollgate_keys_usable{issuer=\"portal\"} 1",
                "tollgate_keys_skipped{issuer=\"portal\",reason=\"key_type\"} 2",
            ] {
                #expect(metrics.contains(expected))
            }
            clock.advance(by: .seconds(86_400))
            _ = try await service.loadAll()
            #expect(self.metrics().contains("tollgate_keys_usable{issuer=\"portal\"} 0"))
            #expect(self.metrics().contains("tollgate_key_set_usable_seconds{issuer=\"portal\"} 0"))
            await served.serve(TokenForge.keySet(forge))
            clock.advance(by: .seconds(60))
            _ = try await service.loadAll()
            #expect(self.metrics().contains("tollgate_keys_skipped{issuer=\"portal\",reason=\"key_type\"} 0"))
        }
    }

    @Test("Unknown kids, the cache of tokens and waits are counted where they happen and told by the service")
    func measuresTheGate() async throws {
        let forge = try TokenForge.shared.get()
        try await withService(ServedKeys(TokenForge.keySet(forge))) { gate, service in
            _ = try await service.loadAll()
            let request = GateRequest(
                api: try #require(gate.catalogue.api(named: "payments")), method: "GET",
                path: try RequestPath(target: "/payment-api/get"))
            func decide(_ forge: TokenForge) {
                let token = BearerCredential(token: Substring(forge.token(payload: TokenClaims().json)))
                _ = gate.decide(token, request, at: clock.instant)
            }
            for _ in 0..<3 { decide(forge) }
            let other = try TokenForge(keyID: "other")
            for _ in 0..<2 { decide(other) }
            clock.advance(by: .seconds(600))
            gate.keys.fetchFailed(issuer: gate.catalogue.issuerSlots[0], reason: "test", at: clock.instant)
            clock.advance(by: .seconds(60))
            _ = try await service.loadAll()
            let metrics = metrics()
            for expected in [
                "tollgate_unknown_key_fetches_total{issuer=\"portal\"} 1", "tollgate_token_cache_hits_total 2",
                "tollgate_token_cache_misses_total 3", "tollgate_token_cache_evictions_total 0",
                "tollgate_token_cache_entries 1", "tollgate_key_waiters 0", "tollgate_key_waits_refused_total 0",
            ] {
                #expect(metrics.contains(expected))
            }
            #expect(metrics.contains { $0.hasPrefix("tollgate_token_cache_bytes ") })
        }
    }

    @Test("An issuer that a new catalogue has no longer is told no more")
    func forgetsIssuers() async throws {
        try await withService(ServedKeys(TokenForge.keySet(try TokenForge.shared.get()))) { gate, service in
            _ = try await service.loadAll()
            var catalogue = gate.catalogue.source
            catalogue.issuers[0].name = "renamed"
            catalogue.apis[0].issuers = ["renamed"]
            try gate.reload(catalogue)
            _ = try await service.loadAll()
            let metrics = metrics()
            #expect(metrics.contains("tollgate_keys_usable{issuer=\"renamed\"} 1"))
            #expect(!metrics.contains { $0.contains("portal") })
        }
    }
}
