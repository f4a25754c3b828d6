internal import Hummingbird
internal import TollgateRegistrar

/// `/api/dcr_providers`: the identity providers, for admins.
///
/// A provider's name is its identifier.
struct ProviderRoutes: Sendable {
    let registrar: Registrar
    let idempotencyKeys: IdempotencyKeys

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        api.get("dcr_providers") { request, context in
            try context.requireAdmin()
            let page = try Page(request)
            return page.response(of: try await registrar.providers(in: page.window), Resources.provider)
        }
        api.post("dcr_providers") { request, context in
            let admin = try context.requireAdmin()
            return try await idempotencyKeys.answer(request, admin) { body in
                let document = try ProviderDocument(body)
                let name = document.provider.name
                try await registrar.addProvider(document.provider, description: document.description ?? "")
                return Created(
                    resource: try await shown(name), location: "/api/dcr_providers/" + PercentEncoding.encode(name))
            }
        }
        api.get("dcr_providers/{id}") { _, context in
            try context.requireAdmin()
            return Response.json(try await shown(try context.identifier("id")))
        }
        api.put("dcr_providers/{id}") { request, context in
            try context.requireAdmin()
            let name = try context.identifier("id")
            let document = try ProviderDocument(try await request.reader(), name: name)
            try await registrar.updateProvider(document.provider, description: document.description)
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

    /// The settings that can be shown: not those that are sealed for another key or were changed past the registrar.
    private func shown(_ name: String) async throws(RegistrationError) -> [String: JSONValue] {
        Resources.provider(try await registrar.providerRecord(name), try? await registrar.provider(name))
    }
}
