import TollgateCatalogue
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting

/// A registrar with the provider `idp`, the products payments and orders on offer there, and the application Acme.
struct AccessFixture {
    static let web = ClientType(
        name: "web", displayName: "Web", description: "A server that users log in to.", responseTypes: [.code],
        grantTypes: [.authorizationCode], tokenEndpointAuthMethod: .clientSecretBasic, applicationType: .web)
    static let post = ClientType(
        name: "post", displayName: "Post", description: "A service that sends its secret in the form.",
        responseTypes: [], grantTypes: [.clientCredentials], tokenEndpointAuthMethod: .clientSecretPost)
    static let catalogueScopes = CatalogueScopes(
        productScopes: ["payments": ["product_payments"], "orders": ["product_orders"], "secret": ["product_secret"]],
        planScopes: ["free": ["free_plan"], "gold": ["gold_plan"], "orders_gold": ["orders_gold"]],
        planProducts: ["orders_gold": ["orders"]])

    let provider = StubProvider()
    let clock = ManualClock()
    let journal = RegistrarFixture.Journal()
    let store: any RegistrarStore
    let sealer: SecretSealer
    let registrar: Registrar
    let application: Application

    init(
        store: (any RegistrarStore)? = nil, automatic: Bool = false, tokenCheck: (any ClientTokenCheck)? = nil
    ) async throws {
        let store = try store ?? SQLiteClientStore.inMemory()
        self.store = store
        sealer = SecretSealer(current: try SealingKey(id: "k1", bytes: [UInt8](repeating: 7, count: 32)))
        let (clock, journal) = (self.clock, self.journal)
        registrar = Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: sealer, network: SingleNetwork(transport: provider, source: provider),
                scopes: { Self.catalogueScopes }, clientTypes: [.backend, Self.web], now: { clock.unixSeconds },
                tokenCheck: tokenCheck, onClientEvent: { journal.note("\($0.kind.rawValue) \($0.clientID)") }))
        try await registrar.addProvider(Provider(name: "idp", address: StubProvider.issuer))
        for product in ["payments", "orders"] {
            try await registrar.offer(
                ProductOffer(product: product, provider: "idp", approvesAutomatically: automatic))
        }
        application = try await registrar.createApplication(name: "Acme", owner: "dev@acme.example")
    }

    /// An answer that grants `scopes`.
    static func granted(
        _ scopes: String, status: Int = 201, secret: String? = "s3cr3t-one", id: String = "c-1"
    ) -> (Int, String) {
        let secretMembers = secret.map { #""client_secret":"\#($0)","client_secret_expires_at":0,"# } ?? ""
        return (
            status,
            """
            {"client_id":"\(id)",\(secretMembers)"registration_access_token":"rat-one",
             "registration_client_uri":"https://idp.example/register/\(id)","grant_types":["client_credentials"],
             "scope":"\(scopes)"}
            """
        )
    }

    func answer(_ scopes: String, status: Int = 201, secret: String? = "s3cr3t-one", id: String = "c-1") {
        let (status, body) = Self.granted(scopes, status: status, secret: secret, id: id)
        provider.answer(status, body)
    }

    func request(_ product: String = "payments", _ plan: String = "free") async throws -> AccessRequest {
        try await registrar.requestAccess(application: application.id, product: product, plan: plan)
    }

    /// Asks for payments on the free plan, approves it, and returns the client's record.
    func provisioned() async throws -> ClientRecord {
        answer("product_payments free_plan")
        let request = try await request()
        let fulfilled = try await registrar.approve(request.id, by: "ann")
        return try await registrar.client(fulfilled.state.client ?? "")
    }
}
