internal import Hummingbird
internal import TollgateRegistrar

/// The routes below `/api/api_tokens`: the callers of this API, for admins.
///
/// A token is shown in the answer that makes it, and never again.
struct TokenRoutes: Sendable {
    let store: any AdministrationStore
    let idempotencyKeys: IdempotencyKeys
    let now: @Sendable () -> Int64

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        api.get("api_tokens") { request, context in
            try context.requireAdmin()
            let page = try Page(request)
            return page.response(of: try await kept { try await $0.tokens(in: page.window) }, Resources.token)
        }
        api.post("api_tokens") { request, context in
            let admin = try context.requireAdmin()
            return try await idempotencyKeys.answer(request, admin) { body in
                try body.allow(["role", "owner"])
                let owner = try body.string("owner")
                guard PlainText.isName(owner) else { throw body.invalid("owner", "must be \(PlainText.nameRule)") }
                guard let role = APIToken.Role(rawValue: try body.string("role")) else {
                    throw body.invalid(
                        "role", "must be one of " + APIToken.Role.allCases.map(\.rawValue).joined(separator: ", "))
                }
                let made = APIToken.make(role: role, owner: owner, now: now())
                try await kept { try await $0.insert(made.stored) }
                return Created(
                    resource: Resources.token(made.stored), location: "/api/api_tokens/" + made.stored.id,
                    once: ["token": .string(made.token.reveal())])
            }
        }
        api.delete("api_tokens/{id}") { _, context in
            let admin = try context.requireAdmin()
            let id = try context.identifier("id")
            // So there is always an admin left.
            guard id != admin.tokenID else {
                throw Problem(
                    .conflict, code: "api_token_in_use",
                    detail: "a token cannot delete itself; make another one, and delete this one with that")
            }
            try await kept { try await $0.deleteToken(id: id) }
            return Response.noContent
        }
    }

    private func kept<Result>(_ body: (any AdministrationStore) async throws -> Result) async throws -> Result {
        do {
            return try await body(store)
        } catch let error as RegistrationError {
            throw Problem(error)
        }
    }
}
