import Foundation
import Hummingbird
import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateCrypto
import TollgateOutbound
import TollgateRegistrar
import TollgateRegistrarAPI
import TollgateSQLite

@testable import TollgateCLI

@Suite("A gateway in a process of its own goes by what the registrar granted", .realServers, .timeLimit(.minutes(5)))
struct RegistrarFeedTests {
    /// A gateway, its registrar, and the one client that was registered.
    private struct Site: Sendable {
        let registrar: Registrar
        let client: ClientRecord
        let token: String
        let gatewayURL: String
        let outbound: OutboundClient

        /// The policy that sets the client's rate, or the code of the rejection.
        func verdict() async throws -> String {
            let response = try await outbound.send(
                OutboundRequest(
                    url: gatewayURL + "/payment-api/get",
                    headers: [(name: "Authorization", value: "Bearer \(token)")]))
            if let policy = response.headers.first(where: { $0.name.lowercased() == "ratelimit-policy" }) {
                return String(policy.value.split(separator: "\"").first?.split(separator: ":").first ?? "")
            }
            let body = try JSONDecoder().decode([String: String].self, from: Data(response.body))
            return body["code"] ?? ""
        }

        /// Calls again and again, until it is answered like this.
        func waits(for expected: String) async throws {
            while try await verdict() != expected {}
        }
    }

    private static func catalogue(issuer: String, upstream: String) throws -> Catalogue {
        var source = try Configuration(path: QuickstartFile.find()).catalogue.source
        source.issuers[0] = Issuer(name: "portal", issuer: issuer, audiences: .any)
        source.apis[0].upstream = upstream + "/"
        source.apis[0].clients = .registered
        for index in source.policies.indices where source.policies[index].name == "free-limits" {
            source.policies[index].limits = Limits(rate: .limited(requests: 1_000, seconds: 1))
        }
        source.policies.append(
            Policy(name: "gold-limits", limits: Limits(rate: .limited(requests: 2_000, seconds: 1))))
        source.plans.append(Plan(id: "gold", displayName: "Gold", scopes: ["gold_plan"], policies: ["gold-limits"]))
        return source
    }

    /// Registers a client for payments on the free plan, obtains a token with these scopes, and runs `body`.
    private func withSite(
        provider: Provider, issuer: String, scopes: [String], outbound: OutboundClient,
        _ body: @escaping @Sendable (Site) async throws -> Void
    ) async throws {
        let token = FileManager.default.temporaryDirectory.appending(path: "feed-token-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: token) }
        try await LoopbackServer.run(Upstream().router()) { upstream in
            let catalogue = try Self.catalogue(issuer: issuer, upstream: upstream)
            let store = try SQLiteClientStore.inMemory()
            let registrar = Registrar(
                store: store,
                configuration: Registrar.Configuration(
                    sealer: SecretSealer(current: try SealingKey(id: "k", bytes: RandomBytes.generate(count: 32))),
                    network: SingleNetwork(outbound), scopes: { CatalogueScopes(catalogue) }))
            let made = APIToken.make(role: .gateway, owner: "gateway", now: Registrar.systemTime())
            try await store.insert(made.stored)
            try Data(made.token.reveal().utf8).write(to: token)

            let profile = try await registrar.addProvider(provider)
            try await registrar.offer(
                ProductOffer(product: "payments", provider: provider.name, approvesAutomatically: true))
            let application = try await registrar.createApplication(name: "Acme", owner: "dev@acme.example")
            let request = try await registrar.requestAccess(
                application: application.id, product: "payments", plan: "free")
            let id = try #require(request.state.client)
            let credential = try await registrar.revealSecret(id)
            let issued = try await ClientCredentialsClient(transport: outbound).token(
                for: TokenRequest(
                    endpoint: try #require(profile.tokenEndpoint), clientID: credential.clientID,
                    clientSecret: try #require(credential.clientSecret), scopes: scopes))

            let admin = RegistrarAPI(registrar: registrar, store: store, catalogue: { catalogue })
            try await LoopbackServer.run(admin.router()) { registrarURL in
                var configuration = try Configuration(path: QuickstartFile.find())
                configuration.catalogue = try CompiledCatalogue(catalogue)
                configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: 0)
                configuration.gateway.adminListen = nil
                configuration.gateway.clientFeed = ClientFeedSettings(
                    feed: registrarURL + "/api/client_feed", token: .file(token.path))
                try await LoopbackServer.run(Gateway(configuration: configuration, logger: .silent)) { gatewayURL in
                    try await body(
                        Site(
                            registrar: registrar, client: try await registrar.client(id),
                            token: issued.accessToken.reveal(), gatewayURL: gatewayURL, outbound: outbound))
                }
            }
        }
    }

    @Test(
        "Glewlwyd hands out gold_plan to a client of free_plan, who gets what free_plan buys until it is upgraded",
        .enabled(if: GlewlwydServer.isInstalled, "\(GlewlwydServer.reasonForSkipping)"))
    func glewlwyd() async throws {
        try await OutboundClient.with { outbound in
            let server = try await GlewlwydServer.start(outbound: outbound)
            defer { server.stop() }
            let provider = Provider(
                name: "glewlwyd", driver: .glewlwyd, address: server.issuer,
                initialAccess: .clientCredentials(
                    id: server.registrarID, secret: Secret(server.registrarSecret), scopes: ["register_client"],
                    method: .basic))
            try await withSite(
                provider: provider, issuer: server.issuer,
                scopes: ["product_payments", "free_plan", "gold_plan"], outbound: outbound
            ) { site in
                try await site.waits(for: "free-limits")
                let subscription = try #require(site.client.settings.subscriptions.first?.id)
                _ = try await site.registrar.changePlan(of: subscription, client: site.client.id, to: "gold")
                // The same token: nothing but the feed tells the gateway.
                try await site.waits(for: "gold-limits")
                _ = try await site.registrar.changePlan(of: subscription, client: site.client.id, to: "free")
                try await site.waits(for: "free-limits")
                try await site.registrar.delete(site.client.id)
                try await site.waits(for: "client_revoked")
            }
        }
    }
}
