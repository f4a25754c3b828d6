public import Hummingbird
public import TollgateCatalogue
public import TollgateRegistrar

/// The registrar over HTTP: providers, products, applications, access requests, credentials and subscriptions.
///
/// Requests carry a bearer token that the registrar made; a developer's shows only what belongs to its owner's
/// applications. Errors are problem documents (RFC 9457). The OpenAPI document is at `/api/openapi.json`.
public struct AdminAPI: Sendable {
    private let registrar: Registrar
    private let store: any AdministrationStore
    private let catalogue: @Sendable () -> Catalogue
    private let now: @Sendable () -> Int64

    /// An API over `registrar`.
    ///
    /// - Parameters:
    ///   - registrar: Does what is asked.
    ///   - store: Where tokens and idempotency keys are kept.
    ///   - catalogue: The products and plans; asked anew for each request, so a reload takes effect.
    ///   - now: The time in Unix seconds.
    public init(
        registrar: Registrar, store: any AdministrationStore, catalogue: @escaping @Sendable () -> Catalogue,
        now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() }
    ) {
        self.registrar = registrar
        self.store = store
        self.catalogue = catalogue
        self.now = now
    }

    /// The routes, to serve alone or beside others.
    public func router() -> Router<AdminRequestContext> {
        // Routes are added twice: what to answer where there is none depends on all of them.
        let outline = Router(context: AdminRequestContext.self)
        addRoutes(to: outline)
        let methods = MethodTable(outline.routes.map { ($0.method.rawValue, $0.path.description) })
        let router = Router(context: AdminRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware(methods: methods))
        addRoutes(to: router)
        return router
    }

    private func addRoutes(to router: Router<AdminRequestContext>) {
        router.get("api/openapi.json") { _, _ in OpenAPIDocument.response }
        let creations = Creations(store: store, now: now)
        let api = router.group("api").add(middleware: AuthenticationMiddleware(store: store))
        ProviderRoutes(registrar: registrar, creations: creations).add(to: api)
        ProductRoutes(registrar: registrar, catalogue: catalogue).add(to: api)
        ClientTypeRoutes(registrar: registrar).add(to: api)
        ApplicationRoutes(registrar: registrar, creations: creations).add(to: api)
        AccessRequestRoutes(registrar: registrar, creations: creations).add(to: api)
        CredentialRoutes(registrar: registrar).add(to: api)
        SubscriptionRoutes(registrar: registrar).add(to: api)
        ClientFeedRoutes(registrar: registrar, store: store).add(to: api)
        TokenRoutes(store: store, creations: creations, now: now).add(to: api)
    }
}
