internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import TollgateRegistrar

/// Answers every error with a problem document, and what every path has in common.
struct ProblemMiddleware: RouterMiddleware {
    let methods: MethodTable

    func handle(
        _ request: Request, context: RegistrarAPIContext,
        next: (Request, RegistrarAPIContext) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context)
            response.headers[.cacheControl] = "no-store"
            return response
        } catch let error as any HTTPResponseError where error.status == .notFound {
            let response = unrouted(request)
            return request.method == .head ? response.createHeadResponse() : response
        } catch {
            return problem(error, context).response
        }
    }

    /// The answer to a request that no route takes.
    private func unrouted(_ request: Request) -> Response {
        guard let allowed = methods.allowed(at: request.uri.path) else {
            return Problem(
                .notFound, code: "route_unknown",
                detail: "there is nothing at this path; /api/openapi.json lists what there is"
            ).response
        }
        guard request.method == .options else {
            return Problem.methodNotAllowed(request.method.rawValue, allowed: allowed).response
        }
        return Response(status: .noContent, headers: [.allow: allowed, .cacheControl: "no-store"])
    }

    private func problem(_ error: any Error, _ context: RegistrarAPIContext) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as RegistrationError: return Problem(error)
        case let error as DocumentError:
            return Problem(.unprocessableContent, code: "request_invalid", detail: error.description)
        case let error as any HTTPResponseError:
            return Problem(error.status, code: "request_invalid", detail: error.status.reasonPhrase)
        default:
            context.logger.error("a request to the admin API failed", metadata: ["error": "\(type(of: error))"])
            return Problem(.internalServerError, code: "internal", detail: "the registrar could not do this")
        }
    }
}
