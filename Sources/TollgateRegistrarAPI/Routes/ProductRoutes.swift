internal import Hummingbird
internal import TollgateCatalogue
internal import TollgateRegistrar

/// `/api/portals/{portal_id}/api_products` and `…/plans`: the catalogue's products and plans, which are read here, and
/// at which provider a product is registered, which is set here.
///
/// There is one catalogue, so the portal may have any name.
struct ProductRoutes: Sendable {
    private static let portal = "portals/{portal_id}"

    let registrar: Registrar
    let catalogue: @Sendable () -> Catalogue

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        let portal = api.group(RouterPath(Self.portal))
        portal.get("api_products") { request, context in
            _ = try context.requireManager()
            let offers = try await offers()
            return try Page(request).response(of: catalogue().products) { Resources.product($0, offers[$0.id]) }
        }
        portal.get("api_products/{product_id}") { _, context in
            _ = try context.requireManager()
            return try await response(for: try product(context))
        }
        portal.put("api_products/{product_id}") { request, context in
            try context.requireAdmin()
            let product = try product(context)
            try await set(try await request.reader(), product)
            return try await response(for: product)
        }
        portal.get("plans") { request, context in
            _ = try context.requireManager()
            return try Page(request).response(of: catalogue().plans, Resources.plan)
        }
        for (path, what) in [("api_products", "the list of products"), ("plans", "the list of plans")] {
            portal.post(RouterPath(path)) { _, context -> Response in
                try context.requireAdmin()
                throw Problem.ownedByCatalogue(what)
            }
            portal.delete(RouterPath(path + (path == "plans" ? "/{id}" : "/{product_id}"))) { _, context -> Response in
                try context.requireAdmin()
                throw Problem.ownedByCatalogue(what)
            }
        }
        portal.put("plans/{id}") { _, context -> Response in
            try context.requireAdmin()
            throw Problem.ownedByCatalogue("a plan")
        }
    }

    /// Sets or ends the offer of a product; everything else about it is the catalogue's.
    private func set(_ body: DocumentReader, _ product: Product) async throws {
        if let foreign = body.members.keys.sorted().first(where: { $0 != "auth" }) {
            throw Problem.ownedByCatalogue("`\(foreign.prefix(100))` of the product `\(product.id)`")
        }
        guard let auth = try body.optionalObject("auth") else { throw body.invalid("auth", "is missing") }
        if let other = auth.members.keys.sorted().first(where: { $0 != "dcr" && auth.members[$0] != .null }) {
            throw Problem(
                .unprocessableContent, code: "auth_unsupported",
                detail: "`auth.\(other.prefix(100))` cannot be had: products are called with access tokens alone, and"
                    + " `dcr` is the only member; whatever checks keys or passwords stands beside Tollgate")
        }
        guard let dcr = try auth.optionalObject("dcr") else {
            guard auth.members["dcr"] == .null else { return }
            // Where there is none, it is as was asked for.
            if try await offers().value(exactly: product.id) != nil {
                try await registrar.withdrawOffer(of: product.id)
            }
            return
        }
        try dcr.allow(["dcr_provider_id", "client_types", "auto_approve"])
        try await registrar.offer(
            ProductOffer(
                product: product.id, provider: try dcr.string("dcr_provider_id"),
                clientTypes: try dcr.optionalStrings("client_types") ?? [],
                approvesAutomatically: try dcr.optionalBool("auto_approve") ?? false))
    }

    private func product(_ context: RegistrarAPIContext) throws -> Product {
        let id = try context.identifier("product_id")
        let products = catalogue().products
        guard let product = products.first(where: { $0.id.exact == id.exact }) else {
            let error = RegistrationError.productUnknown(id, known: products.map(\.id))
            throw Problem(.notFound, code: "api_product_unknown", detail: error.description)
        }
        return product
    }

    private func response(for product: Product) async throws -> Response {
        Response.json(Resources.product(product, try await offers().value(exactly: product.id)))
    }

    private func offers() async throws -> [String: ProductOffer] {
        Dictionary(try await registrar.offers().map { ($0.product, $0) }) { first, _ in first }
    }
}
