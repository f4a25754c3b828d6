internal import Hummingbird
internal import TollgateCatalogue
internal import TollgateRegistrar

/// `/api/applications`: what developers build.
///
/// A developer sees their own.
struct ApplicationRoutes: Sendable {
    let registrar: Registrar
    let idempotencyKeys: IdempotencyKeys

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        api.get("applications") { request, context in
            let principal = try context.requireManager()
            let query = try QueryReader(request, allowing: Page.parameters.union(["owner"]))
            let page = try Page(query)
            // To a developer, what belongs to somebody else is not there.
            let isOther = query["owner"].map { $0.exact != (principal.scope ?? $0).exact } ?? false
            let filter = ApplicationFilter(owner: principal.scope ?? query["owner"])
            let found =
                isOther ? ListPage(items: [], total: 0) : try await registrar.applications(filter, in: page.window)
            return page.response(of: found, Resources.application)
        }
        api.post("applications") { request, context in
            let principal = try context.requireManager()
            return try await idempotencyKeys.answer(request, principal) { body in
                try body.allow(["name", "desc", "owner"])
                let owner = try body.optionalString("owner") ?? principal.owner
                guard principal.isAdmin || owner.exact == principal.owner.exact else {
                    throw Problem(
                        .forbidden, code: "admin_only", detail: "only an admin may make applications for somebody else")
                }
                let application = try await registrar.createApplication(
                    name: try body.string("name"), description: try body.optionalString("desc") ?? "", owner: owner)
                return Created(
                    resource: Resources.application(application), location: "/api/applications/" + application.id)
            }
        }
        api.get("applications/{id}") { _, context in
            Response.json(Resources.application(try await visible(context).application(try context.identifier("id"))))
        }
        api.patch("applications/{id}") { request, context in
            let id = try await visible(context).application(try context.identifier("id")).id
            let body = try await request.reader()
            try body.allow(["name", "desc"])
            let changes = ApplicationChanges(
                name: try body.optionalString("name"), description: try body.optionalString("desc"))
            return Response.json(Resources.application(try await registrar.updateApplication(id, changes)))
        }
        api.delete("applications/{id}") { _, context in
            let id = try await visible(context).application(try context.identifier("id")).id
            try await registrar.deleteApplication(id)
            return Response.noContent
        }
    }

    private func visible(_ context: RegistrarAPIContext) throws -> Visibility {
        Visibility(registrar: registrar, principal: try context.requireManager())
    }
}
