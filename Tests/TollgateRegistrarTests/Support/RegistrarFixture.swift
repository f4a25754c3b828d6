import Synchronization
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting

/// A registrar over a stub provider and a database in memory, with a clock that stands still.
struct RegistrarFixture {
    /// What happened, in order: notices by event, requests by method.
    final class Journal: Sendable {
        private let lines = Mutex<[String]>([])
        var entries: [String] { lines.withLock { $0 } }
        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    static let accepted = """
        {"client_id":"c-1","client_secret":"s3cr3t-one","client_secret_expires_at":0,
         "registration_access_token":"rat-one","registration_client_uri":"https://idp.example/register/c-1",
         "grant_types":["client_credentials"],"response_types":[],"scope":"product_payments free_plan",
         "token_endpoint_auth_method":"client_secret_basic","client_name":"Acme","x_realm":{"tier":3}}
        """
    static let catalogueScopes = CatalogueScopes(
        productScopes: ["payments": ["product_payments"]],
        planScopes: ["free": ["free_plan"], "gold": ["gold_plan"]])

    let provider = StubProvider()
    let journal = Journal()
    let clock = ManualClock()
    let store: any RegistrarStore
    let sealer: SecretSealer
    let registrar: Registrar

    init(store: (any RegistrarStore)? = nil) throws {
        let store = try store ?? SQLiteClientStore.inMemory()
        self.store = store
        sealer = SecretSealer(current: try SealingKey(id: "k1", bytes: [UInt8](repeating: 7, count: 32)))
        let journal = self.journal
        let clock = self.clock
        registrar = Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: sealer, network: SingleNetwork(transport: provider, source: provider),
                scopes: { Self.catalogueScopes }, now: { clock.unixSeconds },
                onClientEvent: { journal.note("\($0.kind.rawValue) \($0.clientID)") }))
        provider.whenAsked { journal.note($0.method) }
    }

    /// Adds the stub as the provider `idp`.
    func addProvider(
        driver: ProviderDriver = .other, initialAccess: InitialAccess = .token(Secret("iat-canary"))
    ) async throws {
        try await registrar.addProvider(
            Provider(name: "idp", driver: driver, address: StubProvider.issuer, initialAccess: initialAccess))
    }

    /// Registers the application Acme for payments on the free plan.
    func register() async throws(RegistrationError) -> IssuedCredential {
        try await registrar.register(application: "Acme", product: "payments", plan: "free", provider: "idp")
    }

    /// Registers it with the usual answer.
    func registered(driver: ProviderDriver = .other) async throws -> IssuedCredential {
        try await addProvider(driver: driver)
        provider.answer(201, Self.accepted)
        return try await register()
    }

    /// The only record there is.
    func record() async throws -> ClientRecord? {
        try await store.clients().first
    }
}
