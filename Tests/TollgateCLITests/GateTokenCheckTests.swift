import LogTesting
import ServerTesting
import ServiceLifecycle
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateCrypto
import TollgateIssuer
import TollgateKeys
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

@testable import TollgateCLI

@Suite(
    "A client of the embedded issuer is active once its first token passes the gate", .realServers,
    .timeLimit(.minutes(5)))
struct GateTokenCheckTests {
    /// An issuer that keeps one client at most: another one can come only where the first has gone.
    private struct Site: Sendable {
        let issuer: EmbeddedIssuer
        let outbound: OutboundClient
        let store: SQLiteClientStore
        let sealer: SecretSealer

        /// The quickstart's catalogue for this issuer.
        func catalogue(audiences: AcceptedAudiences = .oneOf(["payments"])) throws -> Catalogue {
            var catalogue = try Configuration(path: QuickstartFile.find()).catalogue.source
            catalogue.issuers[0] = Issuer(
                name: "portal", issuer: issuer.issuer, audiences: audiences, profile: .keycloak)
            return catalogue
        }

        /// Runs `body` with a registrar whose gate decides by `catalogue`.
        func withRegistrar(
            _ catalogue: Catalogue, _ body: (Registrar) async throws -> Void
        ) async throws {
            let gate = Gate(catalogue: try CompiledCatalogue(catalogue), registeredClients: .everyClient())
            let keys = KeysOnDemand(KeyRefreshService(gate: gate, logger: .silent))
            let registrar = Registrar(
                store: store,
                configuration: Registrar.Configuration(
                    sealer: sealer, network: SingleNetwork(outbound), scopes: { CatalogueScopes(catalogue) },
                    tokenCheck: GateTokenCheck(gate: gate, keys: keys)))
            do {
                try await body(registrar)
            } catch {
                await keys.stop()
                throw error
            }
            await keys.stop()
        }

        /// Asks for payments on the free plan for a new application, which is approved at once.
        func request(_ name: String, _ registrar: Registrar) async throws -> AccessRequest {
            let application = try await registrar.createApplication(name: name, owner: "dev@acme.example")
            _ = try? await registrar.requestAccess(application: application.id, product: "payments", plan: "free")
            return try #require(try await registrar.requests().last { $0.application == application.id })
        }
    }

    private func withSite(_ body: (Site) async throws -> Void) async throws {
        var configuration = IssuerConfiguration(
            realm: "DCR", scopes: ["product_payments", "free_plan"], initialAccessToken: "an-initial-access-token")
        configuration.audiences = ["payments"]
        configuration.maximumClients = 1
        let issuer = try EmbeddedIssuer(configuration: configuration)
        try await LoopbackServer.start(issuer)
        try await OutboundClient.with { outbound in
            let site = Site(
                issuer: issuer, outbound: outbound, store: try SQLiteClientStore.inMemory(),
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: RandomBytes.generate(count: 32))))
            try await site.withRegistrar(try site.catalogue()) { registrar in
                try await registrar.addProvider(
                    Provider(
                        name: "portal", driver: .keycloak, address: issuer.discoveryURL,
                        initialAccess: .token(Secret("an-initial-access-token"))))
                try await registrar.offer(
                    ProductOffer(product: "payments", provider: "portal", approvesAutomatically: true))
            }
            try await body(site)
        }
    }

    @Test("Where issuer and catalogue agree, it passes, and the client gets its secret")
    func agreement() async throws {
        try await withSite { site in
            try await site.withRegistrar(try site.catalogue()) { registrar in
                let request = try await site.request("Acme", registrar)
                let client = try #require(request.state.client, "\(request.state)")
                #expect(try await registrar.client(client).state == .active)
                #expect(try await registrar.revealSecret(client).clientSecret != nil)
                #expect(try await registrar.reconcile().isEmpty)
            }
        }
    }

    @Test("Where the gate demands another audience, the request fails with exactly that, and the issuer has no client")
    func audience() async throws {
        try await withSite { site in
            try await site.withRegistrar(try site.catalogue(audiences: .oneOf(["payroll"]))) { registrar in
                let request = try await site.request("Acme", registrar)
                #expect(request.state.name == "failed")
                let reason = try #require(request.state.reason)
                #expect(reason.contains("audience_mismatch"))
                #expect(reason.contains("aud is payments"))
                #expect(reason.hasSuffix("the client was deleted again"))
                #expect(try await registrar.clients().map(\.state.name) == ["failed"])
                #expect(try await registrar.reconcile().isEmpty)
            }
            // There is room for one client, and this is it.
            try await site.withRegistrar(try site.catalogue()) { registrar in
                let second = try await site.request("Second", registrar)
                #expect(second.state.name == "fulfilled")
            }
        }
    }

    /// How a catalogue may disagree with the issuer, and what the request then says.
    private static let disagreements: [(edit: @Sendable (inout Catalogue) -> Void, reasons: [String])] = [
        ({ $0.issuers[0].issuer = "https://idp.example" }, ["issuer_unknown: no issuer of the catalogue is http"]),
        ({ $0.issuers[0].scopeClaims = ["permissions"] }, ["scope_insufficient: the token lacks product_payments"]),
        ({ $0.issuers[0].clientIDClaims = ["jti"] }, ["client_mismatch: the token names the client"]),
        ({ $0.apis[0].audiences = ["payroll"] }, ["audience_mismatch: on the API `payments`: aud is payments"]),
        ({ $0.plans[0].policies = [] }, ["plan_missing: on the API `payments`"]),
        ({ $0.issuers[0].maximumTokenLifetimeSeconds = 1 }, ["lifetime_exceeded"]),
    ]

    @Test("Whatever the catalogue says otherwise than the issuer is named", arguments: 0..<disagreements.count)
    func disagreement(number: Int) async throws {
        let (edit, reasons) = Self.disagreements[number]
        try await withSite { site in
            var catalogue = try site.catalogue()
            edit(&catalogue)
            try await site.withRegistrar(catalogue) { registrar in
                let request = try await site.request("Acme", registrar)
                for reason in reasons {
                    #expect(request.state.reason?.contains(reason) == true, "\(request.state)")
                }
                #expect(try await registrar.clients().map(\.state.name) == ["failed"])
            }
        }
    }

    @Test("Where the issuer's keys cannot be had, the client waits, and is active when they can")
    func keysUnreachable() async throws {
        try await withSite { site in
            var catalogue = try site.catalogue()
            catalogue.issuers[0].keys = .urls(["http://127.0.0.1:1/keys"])
            try await site.withRegistrar(catalogue) { registrar in
                #expect(try await site.request("Acme", registrar).state == .approved)
                let state = try #require(try await registrar.clients().first?.state)
                #expect(state.name == "verifying")
                #expect(state.reason?.hasPrefix("keys_unavailable") == true, "\(state)")
            }
            try await site.withRegistrar(try site.catalogue()) { registrar in
                let findings = try await registrar.reconcile(comparing: false)
                #expect(findings.map(\.outcome) == [.settled, .settled])
                let requests = try await registrar.requests()
                #expect(requests.map(\.state.name) == ["fulfilled"])
            }
        }
    }
}
