public import CoreMetrics
internal import HTTPTypes
public import Hummingbird
internal import Logging
public import Tollgate
internal import TollgateCatalogue

/// Lets a request through only if its bearer token gives it access to the API that it is for.
///
/// The API is the one below whose `listen_path` the request lies; outside of all of them the answer is 404, so that
/// a route that no API covers is never open by accident. Rejections are answered as RFC 6750 has it: a JSON body with
/// `error`, `error_description` and `code`, and a `WWW-Authenticate` challenge where one belongs; or in Tyk's style where
/// the API asks for it.
///
/// Where an API has a `resource`, its metadata is answered at the well-known path for it, without a token (RFC 9728).
///
/// An answer to `HEAD` has no content, whatever its status.
///
/// Where an API only observes, rejected requests are handed on with `context.admission.observed` set, and the answer
/// tells the code in `X-Tollgate-Observed`. A path that is ambiguous is refused there as well.
public struct GateMiddleware<Context: GateRequestContext>: RouterMiddleware {
    private let gate: Gate
    private let observers: [any DecisionObserver]
    private let now: @Sendable () -> Instant
    private let clock: any Clock<Duration>
    private let counters: RequestCounters

    /// A middleware that asks `gate`.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - observers: See every decision. Default: nobody.
    ///   - now: Reads the clocks. Default: this machine's.
    ///   - clock: Measures how long a request waits for keys. Default: this machine's.
    ///   - metrics: Makes the counters of requests. Default: what the process was bootstrapped with.
    public init(
        gate: Gate, observers: [any DecisionObserver] = [], now: @escaping @Sendable () -> Instant = Instant.now,
        clock: any Clock<Duration> = ContinuousClock(), metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        counters = RequestCounters(gate.catalogue, factory: metrics)
        self.gate = gate
        self.observers = observers
        self.now = now
        self.clock = clock
    }

    /// Decides about a request and, if it may pass, hands it on with `context.admission` set.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let method = request.method.rawValue
        let catalogue = gate.catalogue
        let path: RequestPath
        do throws(PathFault) {
            path = try catalogue.path(target: request.head.path ?? "")
        } catch {
            counters.countRejectedPath()
            context.logger.debug("path rejected", metadata: ["reason": "\(error)"])
            return Response(rejection: error.rejection, realm: "tollgate").answering(request.method)
        }
        if let described = catalogue.describedAPI(at: path), let metadata = described.resourceMetadata {
            counters.counters(of: described).countPublic()
            return Response(metadata, method: request.method)
        }
        guard let api = catalogue.api(for: path) else {
            counters.countUnmatched()
            return Response.noSuchAPI.answering(request.method)
        }
        let outcomes = counters.counters(of: api)
        var context = context
        if api.isPublic(method: method, path: path) {
            outcomes.countPublic()
            context.admission = Admission(api: api, path: path)
            return try await next(request, context)
        }
        let target = GateRequest(api: api, method: method, path: path)
        let (decision, credential) = await decision(about: request, target)
        outcomes.count(decision)
        switch decision {
        case .admit(let pass):
            context.admission = Admission(api: api, path: path, pass: pass)
            return try await respond(to: request, context, pass, next)
        case .reject(let rejection, _) where api.source.mode == .observe:
            context.logger.notice("would be rejected", metadata: ["code": "\(rejection.code)", "api": "\(api.name)"])
            context.admission = Admission(api: api, path: path, observed: rejection)
            var response = try await next(request, context)
            response.headers.append(fields: [("X-Tollgate-Observed", rejection.code)])
            return response
        case .reject(let rejection, let limits):
            let explanation = credential.flatMap { gate.explanation(of: rejection, for: $0) }
            context.logger.debug(
                "rejected",
                metadata: [
                    "code": "\(rejection.code)", "api": "\(api.name)",
                    "explanation": "\(explanation ?? rejection.explanation)",
                ])
            return Response(
                rejection: rejection, realm: api.name,
                scope: api.sufficientScope(method: method, path: path), resourceMetadata: api.resourceMetadataURL,
                limitHeaders: limits?.headers(unixSeconds: now().unixSeconds) ?? [], explanation: explanation,
                style: api.source.errorStyle
            ).answering(request.method)
        case .awaitingKeys:
            return Response(rejection: .keysUnavailable, realm: api.name, style: api.source.errorStyle)
                .answering(request.method)
        }
    }

    /// What the gate says about a request, after a wait for keys where it takes one.
    private func decision(
        about request: Request, _ target: GateRequest
    ) async -> (decision: Decision, credential: BearerCredential?) {
        var credential: BearerCredential?
        let decision: Decision
        do throws(Rejection) {
            let found = try BearerCredential(request: request)
            credential = found
            decision = await gate.decision(for: found, target, now: now, clock: clock)
        } catch {
            decision = .reject(error, limits: nil)
        }
        if !observers.isEmpty {
            let event = DecisionEvent(request: target, credential: credential, decision: decision, instant: now())
            for observer in observers { observer.decided(event) }
        }
        return (decision, credential)
    }

    private func respond(
        to request: Request, _ context: Context, _ pass: Pass, _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            pass.finish()
            throw error
        }
        response.headers.append(fields: pass.limits.headers(unixSeconds: now().unixSeconds))
        guard pass.isCountedWhileInProgress else { return response }
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            defer { pass.finish() }
            try await body.write(writer)
        }
        return response
    }
}
