import Hummingbird
import Logging
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateCrypto
import TollgateIssuer
import TollgateOutbound
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
        let folder = try TemporaryFolder()
        let store = try SQLiteClientStore(path: folder.path + "/clients.sqlite")
        let clients = OutboundClients()
        let result: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await serveAndTell(clients.client(), store, &group)
                group.cancelAll()
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await clients.shutdown()
        // What closes the database after this would remove files beside what removes the folder.
        try store.close()
        try folder.remove()
        try result.get()
    }

    private func serveAndTell(
        _ outbound: OutboundClient, _ store: SQLiteClientStore, _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        let logger = Logger(label: "tollgate") { _ in SwiftLogNoOpLogHandler() }
        let anyPort = ListenAddress(host: "127.0.0.1", port: 0)
        let issuer = try Self.makeIssuer(configuration.catalogue.source)
        _ = try await Self.serve(in: &group) { listening in
            NamedServer(
                name: "issuer", address: ListenAddress(host: "localhost", port: 0),
                application: try issuer.makeApplication(host: "localhost", logger: logger) { listening.isOn(port: $0) })
        }
        let upstreamPort = try await Self.serve(in: &group) { listening in
            NamedServer(
                name: "upstream", address: anyPort,
                application: Application(
                    router: Upstream().router(), configuration: .init(address: .hostname(anyPort.host, port: 0)),
                    onServerRunning: { listening.isOn(port: $0.localAddress?.port ?? 0) }, logger: logger))
        }
        let upstream = "http://127.0.0.1:\(upstreamPort)/"
        let adapted = try adapted(issuer: issuer.issuer, upstream: upstream)
        let deniedClients = DeniedClients()
        let gateway = Gateway(configuration: adapted, deniedClients: deniedClients, logger: logger)
        let listening = Listening()
        group.addTask { try await listening.whileServing { try await gateway.run { listening.isOn(port: $0) } } }
        let gatewayURL = "http://127.0.0.1:\(try await Self.port(listening, &group))"
        try await Self.waitForKeys(gateway.gate)

        introduce(issuer: issuer.issuer, upstream: upstream, gatewayURL)
        let world = try world(issuer, adapted.catalogue.source, gatewayURL, outbound, deniedClients, store)
        let story = Story(world: world, client: outbound, narrator: narrator)
        let profile = try await story.tell()
        narrator.say("")
        narrator.say("Every step answered as it should.")
        if keepsRunning { try await Epilogue(story: story, profile: profile, issuer: issuer).tellAndWait() }
    }

    /// Starts a server in the group and waits until it listens.
    private static func serve(
        in group: inout ThrowingTaskGroup<Void, any Error>, _ make: (Listening) throws -> NamedServer
    ) async throws -> Int {
        let listening = Listening()
        let server = try make(listening)
        group.addTask { try await listening.whileServing(server.run) }
        return try await port(listening, &group)
    }

    /// The port of a server that was started; where it has ended instead, why.
    private static func port(
        _ listening: Listening, _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws -> Int {
        if let port = await listening.port() { return port }
        try Task.checkCancellation()
        try await group.next()
        throw CancellationError()
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
        adapted.catalogue = try CompiledCatalogue(source)
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
        _ deniedClients: DeniedClients, _ store: SQLiteClientStore
    ) throws -> StoryWorld {
        guard let offer = StoryWorld.Offer(catalogue) else {
            throw CommandFailure.usage("the configuration needs a product, a plan and an API, each with a scope")
        }
        let transport = NarratedTransport(client: outbound, narrator: narrator)
        let registrar = Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "demo", bytes: RandomBytes.generate(count: 32))),
                network: SingleNetwork(transport: transport, source: transport), scopes: { CatalogueScopes(catalogue) },
                onClientEvent: { event in
                    // Published before the provider is asked to delete the client: from now on its tokens are refused.
                    if event.kind == .deleting {
                        deniedClients.deny(issuer: event.issuer, client: event.clientID)
                        narrator.say("the gate is told first: no token of this client passes any more")
                    }
                }))
        return StoryWorld(
            provider: Provider(
                name: "portal", driver: .keycloak, address: issuer.discoveryURL,
                initialAccess: .token(Secret(Self.initialAccessToken))),
            offer: offer, policies: catalogue.policies, gatewayURL: gatewayURL, registrar: registrar,
            rotateKeys: { try issuer.rotateKeys() }, pause: { try await Task.sleep(for: $0) })
    }
}
