import AsyncHTTPClient
import Foundation
import LogTesting
import ServerTesting
import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateConfiguration
import TollgateCrypto
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting

@testable import TollgateCLI

/// Tells the demo's story with any identity provider, on a clock that pauses move instead of waiting.
final class StoryTeller: Sendable {
    private let lines = Lock<[String]>([])
    private let pausedSeconds = Lock<Int64>(0)

    /// What was told.
    var told: String { lines.withLock { $0.joined(separator: "\n") } }

    /// The quickstart's configuration, with another issuer and upstream.
    static func configuration(issuer: String, profile: IssuerProfile, upstream: String) throws -> Configuration {
        var configuration = try Configuration(path: QuickstartFile.find())
        var source = configuration.catalogue.source
        source.issuers[0] = Issuer(name: "portal", issuer: issuer, audiences: .any, profile: profile)
        source.apis[0].upstream = upstream
        configuration.catalogue = try CompiledCatalogue(source)
        configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.gateway.adminListen = nil
        return configuration
    }

    /// Tells the story with `provider`, whose issuer is `issuer`, and throws `StoryFailure` where it does not come true.
    func tell(
        provider: Provider, issuer: String, profile: IssuerProfile, client: OutboundClient,
        rotateKeys: @escaping @Sendable () async throws -> Void
    ) async throws {
        let narrator = Narrator { line in self.lines.withLock { $0.append(line) } }
        try await LoopbackServer.run(Upstream().router()) { upstream in
            let configuration = try Self.configuration(issuer: issuer, profile: profile, upstream: upstream + "/")
            let catalogue = configuration.catalogue.source
            let deniedClients = DeniedClients()
            let gateway = Gateway(
                configuration: configuration, deniedClients: deniedClients, logger: .silent, now: { self.now() },
                // Stands still: a request waits for the rotated keys however busy the machine is.
                clock: ManualClock())
            try await LoopbackServer.run(gateway) { gatewayURL in
                let transport = NarratedTransport(client: client, narrator: narrator)
                let registrar = Registrar(
                    store: try SQLiteClientStore.inMemory(),
                    configuration: Registrar.Configuration(
                        sealer: SecretSealer(
                            current: try SealingKey(id: "test", bytes: RandomBytes.generate(count: 32))),
                        network: SingleNetwork(transport: transport, source: transport),
                        scopes: { CatalogueScopes(catalogue) },
                        onClientEvent: { event in
                            guard event.kind == .deleting else { return }
                            deniedClients.deny(issuer: event.issuer, client: event.clientID)
                        }))
                guard let offer = StoryWorld.Offer(catalogue) else { throw Rejection.scopeInsufficient }
                let world = StoryWorld(
                    provider: provider, offer: offer, policies: catalogue.policies, gatewayURL: gatewayURL,
                    registrar: registrar, rotateKeys: rotateKeys,
                    pause: { pause in self.pausedSeconds.withLock { $0 += pause.components.seconds } })
                try await Story(world: world, client: client, narrator: narrator).tell()
            }
        }
    }

    /// The machine's clocks, and what was paused on top.
    private func now() -> Instant {
        let paused = pausedSeconds.withLock { $0 }
        var instant = Instant.now()
        instant.unixSeconds += paused
        instant.monotonicNanoseconds += paused * 1_000_000_000
        return instant
    }
}
