public import CoreMetrics
internal import HTTPTypes
public import Hummingbird
internal import Logging
public import Tollgate
internal import TollgateCatalogue
internal import TollgateNIO

/// Lets a request through only if its bearer token gives it access to the API that it is for.
///
/// The API is the one below whose `listen_path` the request lies; outside of all of them the answer is 404, so that
/// a route that no API covers is never open by accident. Rejections are answered as RFC 6750 has it: a JSON body with
/// `error`, `error_description` and `code`, and a `WWW-Authenticate` challenge where one belongs; or in Tyk's style
/// where the API asks for it.
///
/// Where an API has a `resource`, its metadata is answered at the well-known path for it, without a token (RFC 9728).
///
/// An answer to `HEAD` has no content, whatever its status.
///
/// Where an API only observes, rejected requests are handed on with `context.admission.observed` set, and the answer
/// tells the code in `X-Tollgate-Observed`. A path that is ambiguous is refused there as well.
///
/// ```swift
/// let router = Router(context: BasicGateRequestContext.self)
/// router.add(middleware: GateMiddleware(gate: gate))
/// router.get("/payment-api/get") { _, context in "hello, \(context.admission?.clientID ?? "anybody")" }
/// ```
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
    ///   - observers: Values that see every decision. Default: none.
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
        let target = request.head.path ?? ""
        let destination = gate.catalogue.destination(
            target: target, method: request.method.rawValue, host: request.head.authority)
        guard let place = destination.place, let call = CrossOriginCall(request, place.api, place.path) else {
            return try await handle(request, target, destination, context: context, next: next)
        }
        if let answer = call.preflightAnswer {
            counters.counters(of: place.api).countPublic()
            return Response(answer).answering(request.method)
        }
        do {
            return call.settled(try await handle(request, target, destination, context: context, next: next))
        } catch let error as any HTTPResponseError {
            // A page is to read it as well.
            return call.settled(try error.response(from: request, context: context))
        }
    }

    private func handle(
        _ request: Request, _ target: String, _ destination: RequestDestination, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let method = request.method
        switch destination {
        case .ambiguous(let fault):
            counters.countRejectedPath()
            context.logger.debug("path rejected", metadata: ["reason": "\(fault)"])
            return Response(GateAnswer(fault)).answering(method)
        case .metadata(let metadata, of: let api):
            counters.counters(of: api).countPublic()
            return Response(GateAnswer(metadata, method: method.rawValue)).answering(method)
        case .nowhere:
            counters.countUnmatched()
            return Response(GateAnswer.noSuchAPI).answering(method)
        case .open(let admission):
            counters.counters(of: admission.api).countPublic()
            return try await next(request, context.admitting(admission))
        case .guarded(let asked):
            let fields = AuthorizationFields(request.headers)
            var decision = gate.decide(fields, target: target, asked, at: now())
            // The token is made a string of for this alone, and not on the way of every request.
            if case .waiting = decision, let credential = fields.credential {
                decision = await gate.decision(for: credential, asked, now: now, clock: clock)
            }
            counters.counters(of: asked.api).count(decision)
            if !observers.isEmpty { tell(decision, fields, asked) }
            guard case .admit(let pass) = decision else {
                return try await turnAway(request, context, asked, decision, fields, next)
            }
            let context = context.admitting(Admission(api: asked.api, path: asked.path, pass: pass))
            guard !pass.isCountedWhileInProgress else { return try await handOn(request, context, pass, next) }
            var response = try await next(request, context)
            response.headers.append(limitsOf: pass)
            return response
        }
    }

    /// Tells the observers of a decision.
    private func tell(_ decision: Decision, _ fields: AuthorizationFields, _ asked: GateRequest) {
        let event = DecisionEvent(
            request: asked, credential: fields.credential, decision: decision, instant: now())
        for observer in observers { observer.decided(event) }
    }

    /// Hands on a request that counts while it is in progress: its pass is finished when the response has ended.
    private func handOn(
        _ request: Request, _ context: Context, _ pass: Pass, _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            pass.finish()
            throw error
        }
        response.headers.append(limitsOf: pass)
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            defer { pass.finish() }
            try await body.write(writer)
        }
        return response
    }

    /// Answers a request that may not pass, or hands it on where the API only observes.
    private func turnAway(
        _ request: Request, _ context: Context, _ asked: GateRequest, _ decision: Decision,
        _ fields: AuthorizationFields, _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let api = asked.api
        guard case .reject(let rejection, let limits) = decision else {
            return Response(GateAnswer(.keysUnavailable, to: asked, unixSeconds: now().unixSeconds))
                .answering(request.method)
        }
        guard api.source.mode != .observe else {
            context.logger.notice("would be rejected", metadata: ["code": "\(rejection.code)", "api": "\(api.name)"])
            let context = context.admitting(Admission(api: api, path: asked.path, observed: rejection))
            var response = try await next(request, context)
            response.headers.append(fields: [("X-Tollgate-Observed", rejection.code)])
            return response
        }
        let explanation = gate.explanation(of: rejection, for: fields)
        context.logger.debug(
            "rejected",
            metadata: [
                "code": "\(rejection.code)", "api": "\(api.name)",
                "explanation": "\(explanation ?? rejection.explanation)",
            ])
        let answer = GateAnswer(
            rejection, to: asked, limits: limits, unixSeconds: now().unixSeconds, explanation: explanation)
        return Response(answer).answering(request.method)
    }
}

extension GateRequestContext {
    /// The context of a request that was let in.
    fileprivate func admitting(_ admission: Admission) -> Self {
        var context = self
        context.admission = admission
        return context
    }
}
