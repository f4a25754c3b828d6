import AsyncHTTPClient
import Hummingbird
import Logging
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateCrypto
import TollgateHTTP
import TollgateIssuer
import TollgateRegistrar
import TollgateSQLite

/// Runs an issuer, an upstream and a gateway in this process, and tells the story with them.
///
/// They listen on free ports of the loopback interface and end with the task.
struct Demo: Sendable {
    let configuration: Configuration
    let narrator: Narrator
    let keepsRunning: Bool

    private static let initialAccessToken = "demo-initial-access-token"

    func run() async throws {
        let logger = Logger(label: "tollgate") { _ in SwiftLogNoOpLogHandler() }
        let folder = try TemporaryFolder()
        let http = OutboundClient.makeHTTPClient()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let issuer = try Self.makeIssuer(configuration.catalogue.source)
                let issuerPort = Listening()
                let issuerApplication = try issuer.makeApplication(host: "localhost", logger: logger) {
                    issuerPort.isOn(port: $0)
                }
                group.addTask { try await issuerApplication.run() }

                let upstreamPort = Listening()
                let upstream = Application(
                    router: Upstream().router(), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                    onServerRunning: { upstreamPort.isOn(port: $0.localAddress?.port ?? 0) }, logger: logger)
                group.addTask { try await upstream.run() }

                guard await issuerPort.port() != nil, let port = await upstreamPort.port() else { return }
                let adapted = try adapted(issuer: issuer.issuer, upstream: "http://127.0.0.1:\(port)/")
                let deniedClients = DeniedClients()
                let gateway = Gateway(configuration: adapted, deniedClients: deniedClients, logger: logger)
                let gatewayPort = Listening()
                group.addTask { try await gateway.run { gatewayPort.isOn(port: $0) } }
                guard let port = await gatewayPort.port() else { return }
                try await Self.waitForKeys(gateway.gate)
                let outbound = OutboundClient(client: http)
                let gatewayURL = "http://127.0.0.1:\(port)"
                introduce(issuer: issuer.issuer, upstream: adapted.catalogue.source.apis[0].upstream, gatewayURL)
                let world = try world(
                    issuer, adapted.catalogue.source, gatewayURL, outbound, deniedClients, database: folder.path)
                let story = Story(world: world, client: outbound, narrator: narrator)
                let profile = try await story.tell()
                narrator.say("")
                narrator.say("Every step answered as it should.")
                if keepsRunning { try await Epilogue(story: story, profile: profile, issuer: issuer).tellAndWait() }
                group.cancelAll()
            }
        } catch is CancellationError {
            try await http.shutdown()
            throw CancellationError()
        } catch {
            try await http.shutdown()
            throw error
        }
        try await http.shutdown()
    }

    /// Waits until the gateway has fetched the issuer's keys, as `/readyz` would say.
    private static func waitForKeys(_ gate: Gate) async throws {
        for _ in 0..<200 where gate.keys.statuses(at: .now()).contains(where: { !$0.isUsable }) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func makeIssuer(_ catalogue: Catalogue) throws -> EmbeddedIssuer {
        let scopes = (catalogue.products.flatMap(\.scopes) + catalogue.plans.flatMap(\.scopes))
        return try EmbeddedIssuer(
            configuration: IssuerConfiguration(
                realm: "DCR", scopes: scopes, initialAccessToken: initialAccessToken))
    }

    /// The configuration with the addresses of this run.
    private func adapted(issuer: String, upstream: String) throws -> Configuration {
        var source = configuration.catalogue.source
        for index in source.issuers.indices { source.issuers[index].issuer = issuer }
        for index in source.apis.indices { source.apis[index].upstream = upstream }
        var adapted = configuration
        adapted.catalogue = try GateCatalogue(source)
        adapted.gateway.listen = ListenAddress(host: "127.0.0.1", port: 0)
        adapted.gateway.adminListen = nil
        return adapted
    }

    private func introduce(issuer: String, upstream: String, _ gatewayURL: String) {
        narrator.say("Started on this machine, with Fixtures/quickstart/tollgate.yaml on free ports:")
        narrator.show("issuer", issuer)
        narrator.show("upstream", upstream)
        narrator.show("gateway", gatewayURL)
    }

    private func world(
        _ issuer: EmbeddedIssuer, _ catalogue: Catalogue, _ gatewayURL: String, _ outbound: OutboundClient,
        _ deniedClients: DeniedClients, database folder: String
    ) throws -> StoryWorld {
        guard let offer = StoryWorld.Offer(catalogue) else {
            throw CommandFailure.usage("the configuration needs a product, a plan and an API, each with a scope")
        }
        let transport = NarratedTransport(client: outbound, narrator: narrator)
        let registrar = Registrar(
            store: try SQLiteClientStore(path: folder + "/clients.sqlite"),
            sealer: SecretSealer(current: try SealingKey(id: "demo", bytes: RandomBytes.generate(count: 32))),
            transport: transport, discovery: transport, scopes: { GrantableScopes(catalogue) },
            notify: { notice in
                // Published before the provider is asked to delete the client: from now on its tokens are refused.
                if notice.event == .deleting {
                    deniedClients.deny(issuer: notice.issuer, client: notice.clientID)
                    narrator.say("the gate is told first: no token of this client passes any more")
                }
            })
        return StoryWorld(
            provider: Provider(
                name: "portal", driver: .keycloak, address: issuer.discoveryURL,
                initialAccess: .token(Secret(Self.initialAccessToken))),
            offer: offer, policies: catalogue.policies, gatewayURL: gatewayURL, registrar: registrar,
            rotateKeys: { try issuer.rotateKeys() }, pause: { try await Task.sleep(for: $0) })
    }
}
