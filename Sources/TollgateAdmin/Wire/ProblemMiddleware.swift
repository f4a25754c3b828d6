internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import TollgateRegistrar

/// Answers every error with a problem document.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context)
            response.headers[.cacheControl] = "no-store"
            return response
        } catch {
            return problem(error, context).response
        }
    }

    private func problem(_ error: any Error, _ context: AdminRequestContext) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as RegistrationError: return Problem(error)
        case let error as any HTTPResponseError:
            guard error.status != .notFound else {
                return Problem(
                    .notFound, code: "route_unknown",
                    detail: "there is nothing at this path for this method; /api/openapi.json lists what there is")
            }
            return Problem(error.status, code: "request_invalid", detail: error.status.reasonPhrase)
        default:
            context.logger.error("a request to the admin API failed", metadata: ["error": "\(type(of: error))"])
            return Problem(.internalServerError, code: "internal", detail: "the registrar could not do this")
        }
    }
}
