import HTTPTypes
import Hummingbird
import ServerTesting
import TollgateIssuer

@testable import TollgateCLI

/// The embedded issuer, served on loopback, with a log of what it is asked.
struct GuideIssuer: Sendable {
    /// Writes down each request.
    private struct Log: RouterMiddleware {
        let log: RequestLog

        func handle(
            _ request: Request, context: IssuerRequestContext,
            next: (Request, IssuerRequestContext) async throws -> Response
        ) async throws -> Response {
            log.add("\(request.method.rawValue) \(request.uri.path)")
            return try await next(request, context)
        }
    }

    let issuer: EmbeddedIssuer
    private let log = RequestLog()

    var url: String { issuer.issuer }
    var wellKnown: String { issuer.discoveryURL }
    /// Method and path of each request so far.
    var requests: [String] { log.lines }

    init(_ change: (inout IssuerConfiguration) -> Void) throws {
        var configuration = IssuerConfiguration(realm: "DCR", scopes: ["product_payments", "free_plan"])
        change(&configuration)
        issuer = try EmbeddedIssuer(configuration: configuration)
    }

    func serve(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let router = Router(context: IssuerRequestContext.self)
        router.add(middleware: Log(log: log))
        issuer.addRoutes(to: router)
        try await LoopbackServer.run(router) { url in
            try issuer.setBaseURL(url)
            try await body()
        }
    }
}
