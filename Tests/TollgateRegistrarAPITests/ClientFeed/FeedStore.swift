import Synchronization
import TollgateCatalogue
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting

/// A store whose records a test changes step by step, and a registrar over it.
final class FeedStore: Sendable {
    private struct State {
        var scopes = CatalogueScopes(
            productScopes: ["payments": ["product_payments"], "orders": ["product_orders"]],
            planScopes: ["free": ["free_plan"]])
        var count = 0
    }

    let store: SQLiteClientStore
    private let state = Mutex(State())

    init(_ store: SQLiteClientStore) async throws {
        self.store = store
        guard try await store.provider(named: "idp") == nil else { return }
        try await store.insert(
            ProviderRecord(
                name: "idp", driver: "other", address: "https://idp.example", issuer: TestCatalogue.issuer,
                initialAccess: SealedSecret(bytes: [1]), createdAt: 1))
    }

    convenience init() async throws {
        try await self.init(try SQLiteClientStore.inMemory())
    }

    /// A registrar, as a process has it that was started again.
    func registrar() throws -> Registrar {
        let provider = EchoProvider()
        return Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                network: SingleNetwork(transport: provider, source: provider),
                scopes: { [self] in state.withLock(\.scopes) }, now: { 1_700_000_000 }))
    }

    /// Has a product stand for something.
    func set(_ product: String, _ scopes: [String]) { state.withLock { $0.scopes.productScopes[product] = scopes } }

    /// Whether a product stands for something.
    func isSet(_ product: String, _ scopes: [String]) -> Bool {
        state.withLock { $0.scopes.productScopes[product] == scopes }
    }

    /// The record of a client, which is active then.
    @discardableResult
    func add(_ clientID: String, product: String = "payments") async throws -> ClientRecord {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        let id = "\(clientID)/\(number)"
        try await store.begin(
            ClientRecord(
                id: id, operationID: id, provider: "idp", issuer: TestCatalogue.issuer,
                settings: Self.settings(id, product),
                createdAt: 1, updatedAt: 1))
        return try await store.apply(.registered(Self.registration(clientID)), to: id, at: 1, now: 1)
    }

    /// Changes what an active record is granted.
    func move(_ record: ClientRecord, to product: String) async throws {
        let settings = Self.settings(record.id, product)
        let updating = try await store.apply(
            .updating(operationID: "o", intent: settings), to: record.id, at: record.version, now: 1)
        _ = try await store.apply(
            .updated(Self.registration(record.clientID ?? ""), settings: settings), to: record.id, at: updating.version,
            now: 1)
    }

    /// Makes a step.
    func apply(_ transition: ClientTransition, to record: ClientRecord) async throws {
        _ = try await store.apply(transition, to: record.id, at: record.version, now: 1)
    }

    private static func settings(_ id: String, _ product: String) -> ClientSettings {
        ClientSettings(
            application: "A", subscriptions: [Subscription(id: id, product: product, plan: "free")], scopes: [],
            clientType: .backend, redirectURIs: [])
    }

    private static func registration(_ clientID: String) -> ClientRegistration {
        ClientRegistration(
            clientID: clientID, clientSecret: SealedSecret(bytes: [4]), secretExpiresAt: 0,
            registrationAccessToken: SealedSecret(bytes: [5]), registrationAccessTokenExpiresAt: 9,
            registrationClientURI: "https://idp.example/c/\(clientID)", members: [:])
    }
}
