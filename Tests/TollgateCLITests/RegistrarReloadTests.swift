import Foundation
import LogTesting
import Logging
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting
import UnixSignals

@testable import TollgateCLI

@Suite("The registrar goes by its configuration file as it is now, all or nothing", .timeLimit(.minutes(15)))
struct RegistrarReloadTests {
    private let folder: TemporaryFolder
    private let store: SQLiteClientStore
    private var path: String { folder.path + "/tollgate.yaml" }

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteClientStore.inMemory()
    }

    private func write(plans: String) throws {
        let text = """
            issuers: { portal: { issuer: "\(TestCatalogue.issuer)", audiences: any } }
            policies:
              access: { allow: [{ api: payments }] }
              limits: { rate: unlimited }
            products: { payments: { scopes: [product_payments], policies: [access] } }
            plans: { \(plans) }
            apis: { payments: { listen_path: /payment-api/, upstream: "http://127.0.0.1:9/", issuers: [portal] } }
            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// A registrar with one client for payments on the free plan.
    private func registrar(_ catalogue: CurrentCatalogue) async throws -> Registrar {
        try await store.insert(
            ProviderRecord(
                name: "idp", driver: "other", address: "https://idp.example", issuer: "https://idp.example",
                initialAccess: SealedSecret(bytes: []), createdAt: 1))
        let settings = ClientSettings(
            application: "Acme", subscriptions: [Subscription(id: "s", product: "payments", plan: "free")], scopes: [],
            clientType: .backend, redirectURIs: [])
        try await store.begin(
            ClientRecord(
                id: "r", operationID: "o", provider: "idp", issuer: "https://idp.example", settings: settings,
                createdAt: 1,
                updatedAt: 1))
        let registration = ClientRegistration(
            clientID: "c", clientSecret: nil, secretExpiresAt: 0, registrationAccessToken: nil,
            registrationClientURI: nil, members: [:])
        _ = try await store.apply(.registered(registration), to: "r", at: 1, now: 1)
        return Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                network: SingleNetwork(transport: Nowhere(), source: Nowhere()), scopes: { catalogue.scopes }))
    }

    @Test("A change of a plan counts at once; a file that cannot be used leaves the old one, in one line of the log")
    func reloads() async throws {
        try write(plans: "free: { scopes: [free_plan], policies: [limits] }")
        let catalogue = CurrentCatalogue(try Configuration(path: path).catalogue.source)
        let registrar = try await registrar(catalogue)
        let log = CollectedLog(level: .info)
        let clock = ManualClock()
        let (signals, raise) = AsyncStream.makeStream(of: UnixSignal.self)
        let reload = ConfigurationReload(
            .init(path: path, signals: signals), registrar: registrar, catalogue: catalogue, logger: log.logger,
            clock: clock)
        let service = Task { try await reload.run() }
        defer { service.cancel() }
        func grants() async throws -> [[String]] {
            let record = try await registrar.client("r")
            return ClientStatus(of: record, scopes: registrar.catalogueScopes)?.windows.map(\.scopes) ?? []
        }
        #expect(try await grants() == [["product_payments", "free_plan"]])

        try write(plans: "free: { scopes: [cheap_plan], policies: [limits] }")
        raise.yield(.sighup)
        await log.next(containing: "configuration reloaded")
        #expect(try await grants() == [["product_payments", "cheap_plan"]])
        #expect(catalogue.catalogue.plans.map(\.scopes) == [["cheap_plan"]])

        try write(plans: "free: { scopes: cheap_plan }, x")
        raise.yield(.sighup)
        await log.next(containing: "error the configuration was not reloaded; the old one stays")
        #expect(try await grants() == [["product_payments", "cheap_plan"]])

        try write(plans: "gold: { scopes: [gold_plan], policies: [limits] }")
        for _ in 0..<3 {
            try await clock.waitForSleepers()
            clock.advance(by: ConfigurationReload.interval)
        }
        await log.next(containing: "warning 1 client is granted nothing for the product `payments` on the plan `free`")
        #expect(try await grants().isEmpty)
    }

    /// Nothing is to be asked of a provider.
    private struct Nowhere: HTTPTransport, MetadataSource {
        func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
            OutboundResponse(status: 500)
        }

        func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata {
            ProviderMetadata(issuer: issuer)
        }

        func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
            ProviderMetadata(issuer: wellKnownURL)
        }
    }
}
