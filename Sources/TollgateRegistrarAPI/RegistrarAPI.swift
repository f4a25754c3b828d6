public import Hummingbird
public import TollgateCatalogue
public import TollgateRegistrar

/// The registrar over HTTP: providers, products, applications, access requests, credentials and subscriptions.
///
/// ```swift
/// let store = try SQLiteClientStore(path: "clients.sqlite")
/// let registrar = Registrar(store: store, configuration: configuration)
/// let api = RegistrarAPI(registrar: registrar, store: store, catalogue: { catalogue })
/// let app = Application(router: api.router(), configuration: .init(address: .hostname("127.0.0.1", port: 9000)))
/// try await app.runService()
/// ```
///
/// Requests carry a bearer token that the registrar made; a developer's shows only what belongs to its owner's
/// applications. Errors are problem documents (RFC 9457). The OpenAPI document is at `/api/openapi.json`.
public struct RegistrarAPI: Sendable {
    private let registrar: Registrar
    private let store: any AdministrationStore
    private let catalogue: @Sendable () -> Catalogue
    private let now: @Sendable () -> Int64

    /// An API over `registrar`.
    ///
    /// - Parameters:
    ///   - registrar: Carries out the requests.
    ///   - store: Keeps tokens and idempotency keys.
    ///   - catalogue: The products and plans; read for each request, so a reload takes effect.
    ///   - now: The time in Unix seconds. Default: the wall clock.
    public init(
        registrar: Registrar, store: any AdministrationStore, catalogue: @escaping @Sendable () -> Catalogue,
        now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() }
    ) {
        self.registrar = registrar
        self.store = store
        self.catalogue = catalogue
        self.now = now
    }

    /// Makes the routes, to serve alone or beside others.
    public func router() -> Router<RegistrarAPIContext> {
        // Routes are added twice: what to answer where there is none depends on all of them.
        let outline = Router(context: RegistrarAPIContext.self)
        addRoutes(to: outline)
        let methods = MethodTable(outline.routes.map { ($0.method.rawValue, $0.path.description) })
        let router = Router(context: RegistrarAPIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware(methods: methods))
        addRoutes(to: router)
        return router
    }

    private func addRoutes(to router: Router<RegistrarAPIContext>) {
        router.get("api/openapi.json") { _, _ in OpenAPIDocument.response }
        let idempotencyKeys = IdempotencyKeys(store: store, now: now)
        let api = router.group("api").add(middleware: AuthenticationMiddleware(store: store))
        ProviderRoutes(registrar: registrar, idempotencyKeys: idempotencyKeys).add(to: api)
        ProductRoutes(registrar: registrar, catalogue: catalogue).add(to: api)
        ClientTypeRoutes(registrar: registrar).add(to: api)
        ApplicationRoutes(registrar: registrar, idempotencyKeys: idempotencyKeys).add(to: api)
        AccessRequestRoutes(registrar: registrar, idempotencyKeys: idempotencyKeys).add(to: api)
        CredentialRoutes(registrar: registrar).add(to: api)
        SubscriptionRoutes(registrar: registrar).add(to: api)
        ClientFeedRoutes(registrar: registrar, store: store).add(to: api)
        TokenRoutes(store: store, idempotencyKeys: idempotencyKeys, now: now).add(to: api)
    }
}
