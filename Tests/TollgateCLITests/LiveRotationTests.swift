import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateKeys
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@testable import TollgateCLI

@Suite(
    "Keys rotate at real providers without a good token being refused", .realServers, .serialized,
    .timeLimit(.minutes(5)))
struct LiveRotationTests {
    /// A provider, as far as this test needs one.
    private struct Provider: Sendable {
        let issuer: Issuer
        let token: @Sendable () async throws -> String
        let rotateKeys: @Sendable () async throws -> Void
        let removeOldKeys: @Sendable () async throws -> Void
    }

    @Test(
        "Glewlwyd's new key costs one fetch, and its old one is refused by the next refresh",
        .enabled(if: GlewlwydServer.isInstalled, "\(GlewlwydServer.reasonForSkipping)"))
    func glewlwyd() async throws {
        try await OutboundClient.with { client in
            let server = try await GlewlwydServer.start(outbound: client)
            defer { server.stop() }
            let scopes = ["product_payments", "free_plan"]
            try await server.addClient("caller", secret: "caller-secret", scopes: scopes)
            let metadata = try await Discovery(client: client).metadata(issuer: server.issuer)
            let request = TokenRequest(
                endpoint: try #require(metadata.tokenEndpoint), clientID: "caller",
                clientSecret: Secret("caller-secret"), scopes: scopes)
            try await rotate(
                Provider(
                    issuer: Issuer(name: "portal", issuer: server.issuer, audiences: .any),
                    token: {
                        try await ClientCredentialsClient(transport: client).token(for: request).accessToken.reveal()
                    }, rotateKeys: server.rotateKeys, removeOldKeys: server.removeOldKeys))
        }
    }

    @Test(
        "django-oauth-toolkit's new key costs one fetch, and its old one is refused by the next refresh",
        .enabled(if: DjangoInstallation.debian.isComplete, "\(DjangoInstallation.debian.reasonForSkipping)"))
    func django() async throws {
        try await OutboundClient.with { client in
            let server = try await DjangoServer.start(.debian, outbound: client)
            defer { server.stop() }
            try await rotate(
                Provider(
                    issuer: Issuer(
                        name: "portal", issuer: server.issuer, audiences: .oneOf(["https://gateway.example/"]),
                        discoveryURL: server.discoveryURL),
                    token: server.token, rotateKeys: server.rotateKeys, removeOldKeys: server.removeOldKeys))
        }
    }

    private func rotate(_ provider: Provider) async throws {
        let clock = ManualClock(unixSeconds: Instant.now().unixSeconds)
        let clients = OutboundClients(environment: [:], clock: clock)
        do {
            try await rotate(provider, KeyFetcher(clients: clients, now: { clock.instant }), clock)
        } catch {
            try await clients.shutdown()
            throw error
        }
        try await clients.shutdown()
    }

    /// The clock of the gate stands still unless it is moved: how busy the machine is decides nothing.
    private func rotate(_ provider: Provider, _ fetcher: KeyFetcher, _ clock: ManualClock) async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers = [provider.issuer]
        catalogue.issuers[0].refresh.intervalSeconds = 60
        let gate = Gate(catalogue: try CompiledCatalogue(catalogue))
        let service = KeyRefreshService(
            gate: gate, fetcher: fetcher, logger: .silent, now: { clock.instant }, clock: clock)
        let request = GateRequest(
            api: try #require(gate.catalogue.api(named: "payments")), method: "GET",
            path: try RequestPath(target: "/payment-api/get"))
        func rejection(_ token: String) async -> Rejection? {
            let credential = BearerCredential(token: Substring(token))
            switch await gate.decision(for: credential, request, now: { clock.instant }, clock: clock) {
            case .admit: return nil
            case .reject(let rejection, _): return rejection
            case .waiting: return .keysUnavailable
            }
        }
        func status() -> KeyStore.Status? { gate.keys.statuses(at: clock.instant).first }

        #expect(try await service.loadAll().isEmpty)
        #expect(status()?.keySet?.entries.count == 1)
        let old = try await provider.token()
        #expect(await rejection(old) == nil)

        let running = Task { try await service.run() }
        try await provider.rotateKeys()
        let new = try await provider.token()
        #expect(await rejection(new) == nil)
        #expect(await rejection(old) == nil)
        #expect(await rejection(new) == nil)
        #expect(status()?.unknownKeyFetches == 1)
        #expect(status()?.keySet?.entries.count == 2)

        try await provider.removeOldKeys()
        #expect(await rejection(old) == nil)
        clock.advance(by: .seconds(61))
        while status()?.keySet?.entries.count != 1, !Task.isCancelled { await Task.yield() }
        #expect(await rejection(old) == .keyUnknown)
        #expect(await rejection(new) == nil)
        #expect(status()?.unknownKeyFetches == 2)
        #expect(status()?.consecutiveFailures == 0)

        running.cancel()
        try await running.value
    }
}
