internal import Hummingbird
internal import TollgateRegistrar

/// `/api/credentials`: the clients that approvals made.
///
/// The secret is shown once, to the application's owner.
struct CredentialRoutes: Sendable {
    let registrar: Registrar

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        api.get("credentials") { request, context in
            let principal = try context.requireManager()
            let query = try QueryReader(
                request, allowing: Page.parameters.union(["state", "application_id", "dcr_provider_id"]))
            let page = try Page(query)
            let filter = ClientFilter(
                owner: principal.scope, application: query["application_id"], provider: query["dcr_provider_id"],
                state: try query.choice("state", of: ClientState.names))
            return page.response(of: try await registrar.clients(filter, in: page.window), Resources.credential)
        }
        api.get("credentials/{id}") { _, context in
            Response.json(Resources.credential(try await visible(context).credential(try context.identifier("id"))))
        }
        api.patch("credentials/{id}") { request, context in
            let id = try await visible(context).credential(try context.identifier("id")).id
            let body = try await request.reader()
            try body.allow(["redirect_uris", "metadata"])
            let changes = ClientChanges(
                redirectURIs: try body.optionalRedirectURIs("redirect_uris"),
                metadata: try body.optionalObject("metadata")?.members)
            _ = try await registrar.update(id, changes)
            return Response.json(Resources.credential(try await registrar.client(id)))
        }
        api.delete("credentials/{id}") { _, context in
            let id = try await visible(context).credential(try context.identifier("id")).id
            guard try await Problem.withoutBody({ try await registrar.delete(id) }) != .lost else {
                return Response.json(Resources.credential(try await registrar.client(id)))
            }
            return Response.noContent
        }
        api.post("credentials/{id}/reveal-secret") { _, context in
            let id = try await visible(context).ownCredential(try context.identifier("id")).id
            let credential = try await registrar.revealSecret(id)
            return Response.json(Resources.secret(of: credential))
        }
        api.post("credentials/{id}/rotate-secret") { _, context in
            let id = try await visible(context).credential(try context.identifier("id")).id
            _ = try await Problem.withoutBody { try await registrar.rotateSecret(id) }
            return Response.json(Resources.credential(try await registrar.client(id)))
        }
    }

    private func visible(_ context: RegistrarAPIContext) throws -> Visibility {
        Visibility(registrar: registrar, principal: try context.requireManager())
    }
}
