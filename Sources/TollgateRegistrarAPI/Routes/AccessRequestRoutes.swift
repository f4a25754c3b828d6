internal import Hummingbird
internal import TollgateCatalogue
internal import TollgateRegistrar

/// `/api/access_requests`: developers ask, admins approve or reject.
struct AccessRequestRoutes: Sendable {
    let registrar: Registrar
    let idempotencyKeys: IdempotencyKeys

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        api.get("access_requests") { request, context in
            let principal = try context.requireManager()
            let query = try QueryReader(request, allowing: Page.parameters.union(["state", "application_id"]))
            let page = try Page(query)
            let filter = AccessRequestFilter(
                owner: principal.scope, application: query["application_id"],
                state: try query.choice("state", of: AccessRequestState.names))
            return page.response(of: try await registrar.requests(filter, in: page.window), Resources.request)
        }
        api.post("access_requests") { request, context in
            let principal = try context.requireManager()
            return try await idempotencyKeys.answer(request, principal) { body in
                let made = try await ask(body, principal)
                return Created(resource: Resources.request(made), location: "/api/access_requests/" + made.id)
            }
        }
        api.get("access_requests/{id}") { _, context in
            Response.json(Resources.request(try await visible(context).request(try context.identifier("id"))))
        }
        api.delete("access_requests/{id}") { _, context in
            let id = try await visible(context).request(try context.identifier("id")).id
            return Response.json(Resources.request(try await registrar.withdraw(id)))
        }
        api.post("access_requests/{id}/approve") { _, context in
            let admin = try context.requireAdmin()
            let id = try context.identifier("id")
            let approved = try await Problem.withoutBody { try await registrar.approve(id, by: admin.owner) }
            return Response.json(Resources.request(approved))
        }
        api.post("access_requests/{id}/reject") { request, context in
            let admin = try context.requireAdmin()
            let body = try await request.reader()
            try body.allow(["reason"])
            let rejected = try await registrar.reject(
                try context.identifier("id"), by: admin.owner, reason: try body.string("reason"))
            return Response.json(Resources.request(rejected))
        }
    }

    private func ask(_ body: DocumentReader, _ principal: Principal) async throws -> AccessRequest {
        try body.allow([
            "application_id", "product_id", "plan_id", "client_type", "redirect_uris", "starts_at", "ends_at",
        ])
        let visible = Visibility(registrar: registrar, principal: principal)
        let application = try await visible.application(try body.string("application_id"))
        return try await registrar.requestAccess(
            application: application.id, product: try body.string("product_id"), plan: try body.string("plan_id"),
            clientType: try body.optionalString("client_type") ?? ClientType.backend.name,
            redirectURIs: try body.optionalRedirectURIs("redirect_uris") ?? [],
            startsAt: try body.optionalTime("starts_at"), endsAt: try body.optionalTime("ends_at"))
    }

    private func visible(_ context: RegistrarAPIContext) throws -> Visibility {
        Visibility(registrar: registrar, principal: try context.requireManager())
    }
}
