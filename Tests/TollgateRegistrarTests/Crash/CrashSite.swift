import CrashWorld
import Foundation
import Testing
import TollgateOutbound
import TollgateSQLite
import TollgateTesting

@testable import TollgateRegistrar

/// A database and a registrar that survives.
struct CrashSite: Sendable {
    /// Its metadata is that of the server, without asking it.
    private struct Metadata: MetadataSource {
        let issuer: String

        func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata {
            try await metadata(at: issuer)
        }

        func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
            ProviderMetadata(
                issuer: issuer, tokenEndpoint: issuer + "/token", registrationEndpoint: issuer + "/clients")
        }
    }

    let issuer: String
    let provider: CrashProvider
    // The process that is killed goes by the real time.
    let clock = ManualClock(unixSeconds: Registrar.systemTime())
    let database: String
    let registrar: Registrar
    private let folder: URL
    private let application: Application

    init(
        issuer: String, provider: CrashProvider, driver: ProviderDriver, checksTokens: Bool
    ) async throws {
        self.issuer = issuer
        self.provider = provider
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = folder.appendingPathComponent("clients.db").path
        let clock = self.clock
        registrar = Registrar(
            store: try SQLiteClientStore(path: database),
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try CrashWorld.sealingKey()),
                network: SingleNetwork(transport: provider, source: Metadata(issuer: issuer)),
                scopes: { CrashWorld.scopes }, now: { clock.unixSeconds },
                tokenCheck: checksTokens ? AcceptingTokenCheck() : nil))
        try await registrar.addProvider(Provider(name: "idp", driver: driver, address: issuer))
        try await registrar.offer(ProductOffer(product: "payments", provider: "idp"))
        application = try await registrar.createApplication(name: "Acme", owner: "dev@acme.example")
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    func request() async throws -> AccessRequest {
        try await registrar.requestAccess(application: application.id, product: "payments", plan: "free")
    }

    /// Holds the provider's clients against the registrar's records.
    func checkBooks(tokensAreKept: Bool) async throws {
        let records = try await registrar.clients().filter { !$0.state.isFinal }
        #expect(provider.clients.count <= 1)
        for (id, client) in provider.clients {
            let record = records.first { record in
                record.clientID == id
                    || record.operationID.map { client.members["software_version"] == .string($0) } == true
            }
            guard let record else {
                Issue.record("nobody knows of the client \(id)")
                continue
            }
            guard let sealed = record.registration?.registrationAccessToken, tokensAreKept else { continue }
            let plaintext = try SecretSealer(current: CrashWorld.sealingKey()).open(
                sealed, record: record.id, field: .registrationAccessToken)
            #expect(BoundToken(plaintext: plaintext).token == Secret(client.token))
        }
    }
}
