internal import Hummingbird
internal import TollgateRegistrar

/// `/api/dcr_providers`: the identity providers, for admins.
///
/// A provider's name is its identifier.
struct ProviderRoutes: Sendable {
    let registrar: Registrar
    let creations: Creations

    func add(to api: RouterGroup<AdminRequestContext>) {
        api.get("dcr_providers") { request, context in
            try context.requireAdmin()
            let page = try Page(request)
            return page.response(of: try await registrar.providers(in: page.window), Resources.provider)
        }
        api.post("dcr_providers") { request, context in
            let admin = try context.requireAdmin()
            return try await creations.answer(request, admin) { body in
                let (provider, description) = try ProviderBody.provider(body, name: try body.string("name"))
                try await registrar.addProvider(provider, description: description ?? "")
                return Created(
                    resource: try await shown(provider.name),
                    location: "/api/dcr_providers/" + PercentEncoding.encode(provider.name))
            }
        }
        api.get("dcr_providers/{id}") { _, context in
            try context.requireAdmin()
            return Response.json(try await shown(try context.identifier("id")))
        }
        api.put("dcr_providers/{id}") { request, context in
            try context.requireAdmin()
            let name = try context.identifier("id")
            let body = try await request.reader()
            if let other = try body.optionalString("name"), other != name {
                throw body.invalid("name", "cannot be changed: products and credentials refer to it")
            }
            let (provider, description) = try ProviderBody.provider(body, name: name)
            try await registrar.updateProvider(provider, description: description)
            return Response.json(try await shown(name))
        }
        api.post("dcr_providers/{id}/verify") { request, context in
            try context.requireAdmin()
            let body = try await request.reader()
            try body.allow(["scopes"])
            let verification = try await registrar.verifyProvider(
                try context.identifier("id"), scopes: try body.optionalStrings("scopes") ?? [])
            return Response.json(Resources.verification(verification))
        }
        api.delete("dcr_providers/{id}") { _, context in
            try context.requireAdmin()
            try await registrar.deleteProvider(try context.identifier("id"))
            return Response.noContent
        }
    }

    /// What is sealed for another key or was changed past the registrar is not shown; the rest is.
    private func shown(_ name: String) async throws(RegistrationError) -> [String: JSONValue] {
        Resources.provider(try await registrar.providerRecord(name), try? await registrar.provider(name))
    }
}
