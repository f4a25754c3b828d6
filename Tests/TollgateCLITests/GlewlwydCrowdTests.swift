import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateCrypto
import TollgateKeys
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

@testable import TollgateCLI

@Suite(
    "Twenty applications at once, at a real Glewlwyd", .realServers, .timeLimit(.minutes(5)),
    .enabled(if: GlewlwydServer.isInstalled, "\(GlewlwydServer.reasonForSkipping)"))
struct GlewlwydCrowdTests {
    private static let names = (1...20).map { "Application \($0)" }

    /// Registrars over one store, as several processes on one database are.
    private struct World {
        let store: SQLiteClientStore
        let registrars: [Registrar]
        let applications: [Application]

        let keys: KeysOnDemand

        init(registrars count: Int, server: GlewlwydServer, client: OutboundClient) async throws {
            // Each client obtains a token before it is active, which Glewlwyd writes down too.
            let issuer = Issuer(name: "glewlwyd", issuer: server.issuer, audiences: .any)
            let gate = Gate(catalogue: try CompiledCatalogue(Catalogue(issuers: [issuer])))
            let keys = KeysOnDemand(KeyRefreshService(gate: gate, logger: .silent))
            self.keys = keys
            store = try SQLiteClientStore.inMemory()
            let sealer = SecretSealer(current: try SealingKey(id: "k", bytes: RandomBytes.generate(count: 32)))
            let scopes = CatalogueScopes(
                productScopes: ["payments": ["product_payments"]], planScopes: ["free": ["free_plan"]])
            let store = store
            registrars = (0..<count).map { _ in
                Registrar(
                    store: store,
                    configuration: Registrar.Configuration(
                        sealer: sealer, network: SingleNetwork(client), scopes: { scopes },
                        tokenCheck: GateTokenCheck(gate: gate, keys: keys)))
            }
            let first = registrars[0]
            try await first.addProvider(
                Provider(
                    name: "glewlwyd", driver: .glewlwyd, address: server.issuer,
                    initialAccess: .clientCredentials(
                        id: server.registrarID, secret: Secret(server.registrarSecret), scopes: ["register_client"],
                        method: .basic)))
            try await first.offer(
                ProductOffer(product: "payments", provider: "glewlwyd", approvesAutomatically: true))
            var applications: [Application] = []
            for name in names {
                applications.append(try await first.createApplication(name: name, owner: "dev@acme.example"))
            }
            self.applications = applications
        }

        /// Asks for access for all applications at once, in turn with each of the registrars.
        func requestAll() async {
            await withTaskGroup(of: Void.self) { group in
                for (number, application) in applications.enumerated() {
                    let registrar = registrars[number % registrars.count]
                    group.addTask {
                        _ = try? await registrar.requestAccess(
                            application: application.id, product: "payments", plan: "free")
                    }
                }
            }
        }
    }

    /// Obtains a token with a client's own secret.
    private func token(
        of record: String, _ registrar: Registrar, _ client: OutboundClient
    ) async throws -> TokenResponse {
        let credential = try await registrar.revealSecret(record)
        return try await ClientCredentialsClient(transport: client).token(
            for: TokenRequest(
                endpoint: credential.issuer + "/token", clientID: credential.clientID,
                clientSecret: try #require(credential.clientSecret), scopes: credential.scopes))
    }

    @Test("Twenty applications at once are each provisioned once, and reconciling finds nothing afterwards")
    func twenty() async throws {
        try await OutboundClient.with { client in
            let server = try await GlewlwydServer.start(outbound: client)
            defer { server.stop() }
            let before = try await server.clientNames()
            let world = try await World(registrars: 1, server: server, client: client)
            await world.requestAll()

            let registrar = world.registrars[0]
            let requests = try await registrar.requests()
            #expect(requests.map(\.state.name) == [String](repeating: "fulfilled", count: 20))
            #expect(Set(requests.compactMap(\.state.client)).count == 20)
            #expect(try await server.clientNames().sorted() == (before + Self.names).sorted())
            #expect(try await registrar.reconcile().isEmpty)
            for request in requests {
                let issued = try await token(of: try #require(request.state.client), registrar, client)
                #expect(issued.scopes.map(Set.init) == ["product_payments", "free_plan"])
            }
            await world.keys.stop()
        }
    }

    @Test("Where ten registrars collide, each application is provisioned once, failed or in doubt, which is told")
    func collisions() async throws {
        try await OutboundClient.with { outbound in
            let server = try await GlewlwydServer.start(outbound: outbound)
            defer { server.stop() }
            let before = try await server.clientNames()
            let world = try await World(registrars: 10, server: server, client: outbound)
            await world.requestAll()

            // What nobody can find out is left to a person.
            let registrar = world.registrars[0]
            let first = try await registrar.reconcile()
            #expect(first.allSatisfy { $0.outcome == .settled || $0.outcome == .needsAttention }, "\(first)")
            let second = try await registrar.reconcile()
            #expect(second.allSatisfy { $0.outcome == .needsAttention }, "\(second)")

            let names = try await server.clientNames()
            #expect(Set(names).count == names.count, "\(names)")
            #expect(Set(names).isSubset(of: before + Self.names))
            let records = try await registrar.clients()
            for request in try await registrar.requests() {
                let application = try #require(world.applications.first { $0.id == request.application })
                let record = try #require(records.first { $0.settings.applicationID == application.id })
                switch request.state {
                case .fulfilled(let client):
                    #expect(client == record.id)
                    #expect(names.contains(application.name))
                    let issued = try await token(of: client, registrar, outbound)
                    #expect(issued.scopes.map(Set.init) == ["product_payments", "free_plan"])
                case .failed(let reason):
                    // It refuses tokens that it cannot look up at that moment, and keeps halves, which get no token or
                    // one without all scopes, and are deleted again.
                    #expect(
                        reason.contains("was answered 401") || reason.contains("does not pass the gate's checks"),
                        "\(reason)")
                    #expect(record.state.isFinal, "\(record.state)")
                    #expect(!names.contains(application.name))
                default:
                    #expect(request.state == .approved)
                    #expect(record.state.reason?.contains("the answer is 500") == true, "\(record.state)")
                    #expect(second.contains { $0.id == record.id })
                    #expect(second.contains { $0.id == request.id })
                }
            }
            await world.keys.stop()
        }
    }
}
