internal import Tollgate

/// The fate of a request.
enum RequestRuling {
    /// The next handler gets it.
    case admit(Admission)
    /// It is answered in the place of the next handler.
    case answer(GateAnswer)
    /// Its token's key is being fetched.
    case awaitKeys(BearerCredential, GateRequest)
}

/// Says of each request of a connection what becomes of it.
///
/// It is synchronous and knows no channel.
struct RequestJudge {
    let gate: Gate
    let observers: [any DecisionObserver]

    /// Judges a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - instant: Now.
    /// - Returns: The ruling.
    func ruling(on request: RequestSummary, at instant: Instant) -> RequestRuling {
        let destination = gate.catalogue.destination(
            target: request.target, method: request.method, host: request.host)
        if request.method == "OPTIONS", let place = destination.place,
            let answer = place.api.preflightAnswer(
                origin: request.origin.utf8Span.span, method: request.requestedMethod, path: place.path,
                isGateway: false)
        {
            return .answer(answer)
        }
        switch destination {
        case .ambiguous(let fault): return .answer(GateAnswer(fault))
        case .metadata(let metadata, of: _): return .answer(GateAnswer(metadata, method: request.method))
        case .nowhere: return .answer(.noSuchAPI)
        case .open(let admission): return .admit(admission)
        case .guarded(let asked):
            let decision = gate.decide(request.authorization, target: request.target, asked, at: instant)
            if case .waiting = decision, let credential = request.authorization.credential {
                return .awaitKeys(credential, asked)
            }
            return ruling(decision, on: request, asked, at: instant)
        }
    }

    /// Judges a request about which the gate has decided.
    func ruling(
        _ decision: Decision, on request: RequestSummary, _ asked: GateRequest, at instant: Instant
    ) -> RequestRuling {
        if !observers.isEmpty {
            let event = DecisionEvent(
                request: asked, credential: request.authorization.credential, decision: decision, instant: instant)
            for observer in observers { observer.decided(event) }
        }
        switch decision {
        case .admit(let pass): return .admit(Admission(api: asked.api, path: asked.path, pass: pass))
        case .reject(let rejection, _) where asked.api.onlyObserves:
            return .admit(Admission(api: asked.api, path: asked.path, observed: rejection))
        case .reject(let rejection, let limits):
            let explanation = gate.explanation(of: rejection, for: request.authorization)
            return answer(
                GateAnswer(
                    rejection, to: asked, limits: limits, unixSeconds: instant.unixSeconds, explanation: explanation),
                to: asked, request)
        case .waiting:
            return answer(
                GateAnswer(.keysUnavailable, to: asked, unixSeconds: instant.unixSeconds), to: asked, request)
        }
    }

    /// An answer with the fields for pages of other origins.
    private func answer(_ answer: GateAnswer, to asked: GateRequest, _ request: RequestSummary) -> RequestRuling {
        guard let policy = asked.api.crossOriginPolicy(isGateway: false, isOpen: false) else { return .answer(answer) }
        var fields = answer.fields
        policy.forEachField(origin: request.origin.utf8Span.span) { fields.append((name: $0, value: $1)) }
        return .answer(GateAnswer(status: answer.status, fields, text: answer.text))
    }
}
