internal import Hummingbird

/// Answers requests for any realm but the issuer's own.
struct RealmMiddleware<Context: RequestContext>: RouterMiddleware {
    let realm: String

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard context.parameters.get("realm") == realm else { throw OAuthError.realmUnknown }
        return try await next(request, context)
    }
}
