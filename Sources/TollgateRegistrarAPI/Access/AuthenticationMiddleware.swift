internal import HTTPTypes
internal import Hummingbird
internal import TollgateRegistrar

/// Recognises the caller by a bearer token of the admin API (RFC 6750 §2.1).
struct AuthenticationMiddleware: RouterMiddleware {
    let store: any AdministrationStore

    func handle(
        _ request: Request, context: RegistrarAPIContext,
        next: (Request, RegistrarAPIContext) async throws -> Response
    ) async throws -> Response {
        let values = request.headers[values: .authorization]
        guard values.count == 1, let token = Self.bearer(values[0]) else { throw Problem.unauthorized }
        let known: APIToken?
        do {
            known = try await store.token(digest: APIToken.digest(of: token))
        } catch {
            throw Problem(error)
        }
        guard let known else { throw Problem.tokenUnknown }
        var context = context
        context.principal = Principal(known)
        return try await next(request, context)
    }

    private static func bearer(_ value: String) -> String? {
        let words = value.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }
}
