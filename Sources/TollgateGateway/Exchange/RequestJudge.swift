internal import Tollgate
internal import TollgateCatalogue

/// Says of each request of a loop what becomes of it: the gate's decision and what goes with it.
///
/// It is synchronous and knows no connection.
struct RequestJudge {
    let gate: Gate
    let observer: any GatewayObserver
    /// Counts requests that no client answers for.
    private let addresses: AddressBuckets
    /// Whether credentials are made for the observer.
    private let tellsDecisions: Bool

    /// A judge that asks `gate` and tells `observer`.
    init(_ gate: Gate, _ addresses: AddressBuckets, _ observer: any GatewayObserver) {
        self.gate = gate
        self.addresses = addresses
        self.observer = observer
        tellsDecisions = observer.seesCredentials
    }

    /// Judges a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - catalogue: The catalogue that it is judged by.
    ///   - maximumContent: The longest content in bytes, for APIs that say nothing else; `nil` for any.
    ///   - instant: Now.
    /// - Returns: The ruling.
    func ruling(
        on request: RequestHead, _ catalogue: CompiledCatalogue, maximumContent: Int64?, at instant: Instant
    ) -> RequestRuling {
        let destination = catalogue.destination(
            target: request.target, method: request.method,
            host: request.fields.bytes.span.extracting(request.host ?? 0..<0))
        if request.method == "OPTIONS", let place = destination.place,
            let answer = place.api.preflightAnswer(
                origin: request.fields.bytes.span.extracting(request.fields.value(of: "origin") ?? 0..<0),
                method: request.fields.value(of: "access-control-request-method").map { request.fields.text($0) },
                path: place.path, isGateway: true)
        {
            return self.answer(OwnAnswer(answer), .open, place.api)
        }
        if let api = destination.place?.api, !isFromAllowedOrigin(request, api) { return .refuse(.origin) }
        // Before it is charged to any limit.
        if let api = destination.place?.api, case .fixed(let length) = request.content,
            let maximum = api.source.bounds.maximumBodyBytes ?? maximumContent, length > maximum
        {
            return .refuse(.contentTooLong)
        }
        switch destination {
        case .ambiguous(let fault):
            return answer(OwnAnswer(GateAnswer(fault)), .rejected(fault.rejection), nil)
        case .metadata(let metadata, of: let api):
            return answer(OwnAnswer(GateAnswer(metadata, method: request.method)), .open, api)
        case .nowhere:
            return answer(OwnAnswer(.noSuchAPI), .unmatched, nil)
        case .open(let admission):
            let api = admission.api
            if let rate = api.source.addressLimits.publicRate, !api.onlyObserves,
                let seconds = addresses.wait(
                    rate, .open, of: api.name, from: request.origin.address, at: instant.monotonicNanoseconds)
            {
                return exceeded(api, retryAfter: seconds)
            }
            observer.counted(.open, on: admission.api)
            return .forward(admission)
        case .guarded(var asked):
            if let rate = asked.api.source.addressLimits.failedTokenRate,
                let seconds = waitForToken(request, asked, rate, at: instant)
            {
                return exceeded(asked.api, retryAfter: seconds)
            }
            if let certificate = request.certificate { asked.certificate = certificate.proof }
            return ruling(decide(request, asked, at: instant), request, asked, at: instant)
        }
    }

    /// Judges a request about which the gate has decided.
    func ruling(
        _ decision: Decision, _ request: RequestHead, _ asked: GateRequest, at instant: Instant
    ) -> RequestRuling {
        let api = asked.api
        if case .waiting = decision, let credential = request.credential(on: api) {
            return .awaitKeys(credential, asked)
        }
        if tellsDecisions {
            observer.decided(asked, request.credential(on: api), decision, at: instant)
        }
        switch decision {
        case .admit(let pass):
            observer.counted(.admitted, on: api)
            return .forward(Admission(api: api, path: asked.path, pass: pass))
        case .reject(let rejection, let limits):
            guard api.source.mode != .observe else {
                observer.counted(.rejected(rejection), on: api)
                return .forward(Admission(api: api, path: asked.path, observed: rejection))
            }
            if let rate = api.source.addressLimits.failedTokenRate, rejection.isAboutToken,
                let seconds = addresses.wait(
                    rate, .failedToken, of: api.name, from: request.origin.address, at: instant.monotonicNanoseconds)
            {
                return exceeded(api, retryAfter: seconds)
            }
            let credential = rejection == .tokenTooLong ? request.credential(on: api) : nil
            let explanation = credential.flatMap { gate.explanation(of: rejection, for: $0) }
            let answer = GateAnswer(
                rejection, to: asked, limits: limits, unixSeconds: instant.unixSeconds, explanation: explanation)
            return self.answer(OwnAnswer(answer), .rejected(rejection), api)
        case .waiting:
            let answer = GateAnswer(.keysUnavailable, to: asked, unixSeconds: instant.unixSeconds)
            return self.answer(OwnAnswer(answer), .rejected(.keysUnavailable), api)
        }
    }

    /// Counts a request that is answered here.
    private func answer(_ own: OwnAnswer, _ outcome: GatewayOutcome, _ api: CompiledAPI?) -> RequestRuling {
        observer.counted(outcome, on: api)
        return .answer(own, outcome, api)
    }

    /// The seconds that an address has to wait until a token of its is looked at again; `nil` where it need not, or the
    /// token is known.
    private func waitForToken(
        _ request: RequestHead, _ asked: GateRequest, _ rate: RateLimit, at instant: Instant
    ) -> Int64? {
        let api = asked.api
        guard !api.onlyObserves, request.authorization != nil || api.source.webSocketToken != nil,
            let seconds = addresses.wait(
                rate, .failedToken, of: api.name, from: request.origin.address, at: instant.monotonicNanoseconds,
                onlyLooks: true)
        else { return nil }
        guard let credential = request.credential(on: api), gate.rememberedToken(of: credential, on: api) != nil else {
            return seconds
        }
        return nil
    }

    /// The ruling on a request of an address that has to wait.
    private func exceeded(_ api: CompiledAPI, retryAfter seconds: Int64) -> RequestRuling {
        let answer = GateAnswer(
            .rateExceeded, realm: api.name, limitFields: [("Retry-After", "\(seconds)")], style: api.source.errorStyle)
        return self.answer(OwnAnswer(answer), .rejected(.rateExceeded), api)
    }

    private func decide(_ request: RequestHead, _ asked: GateRequest, at instant: Instant) -> Decision {
        guard !request.hasSeveralAuthorizations, !TokenInQuery.isIn(request.target) else {
            return .reject(.requestMalformed, limits: nil)
        }
        if let entry = asked.api.source.webSocketToken, request.asksForWebSocket(on: asked.api) {
            switch WebSocketProtocols.token(in: request.fields, entry) {
            case .none: break
            case .several: return .reject(.requestMalformed, limits: nil)
            case .token(let place):
                guard request.authorization == nil else { return .reject(.requestMalformed, limits: nil) }
                return gate.decide(BearerCredential(token: request.fields.text(place)[...]), asked, at: instant)
            }
        }
        guard let authorization = request.authorization else { return .reject(.tokenMissing, limits: nil) }
        return gate.decide(
            authorization: request.fields.bytes.span.extracting(authorization), asked, at: instant)
    }

    /// Whether a request does not ask for an upgrade that its page may not have: no preflight comes before it, and browsers
    /// look at no answer (RFC 6455 §10.2).
    private func isFromAllowedOrigin(_ request: RequestHead, _ api: CompiledAPI) -> Bool {
        guard request.upgrade != nil, let origin = request.fields.value(of: "origin"),
            request.upgrade(among: api.source.upgrades) != nil
        else { return true }
        let bytes = request.fields.bytes.span
        return api.allowsUpgrade(
            origin: bytes.extracting(origin), host: bytes.extracting(request.origin.host ?? request.host ?? 0..<0))
    }
}

extension Rejection {
    /// Whether the token of the request is none, or does not verify, or is not for the API.
    fileprivate var isAboutToken: Bool { self == .requestMalformed || (status == 401 && self != .tokenMissing) }
}
