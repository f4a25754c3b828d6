internal import TollgateEncoding

extension Gate {
    /// Explains what would become of a request with a token.
    ///
    /// It runs the code of the request path and charges nothing.
    ///
    /// ```swift
    /// let (explanation, _) = gate.explain(credential, request, at: .now())
    /// for step in explanation.steps { print(step.check, step.rejection?.code ?? "passed", step.detail) }
    /// ```
    ///
    /// - Parameters:
    ///   - credential: The token.
    ///   - request: The request.
    ///   - instant: Now.
    /// - Returns: Every step, or the fetch of keys to wait for before asking again.
    public func explain(
        _ credential: BearerCredential, _ request: GateRequest, at instant: Instant
    ) -> (explanation: Explanation, wait: KeyWait?) {
        var trace = Explanation()
        let api = request.api
        let value = credential.value.utf8Span.span
        switch verify(
            value.extracting(credential.start..<value.count), by: api.index, issuers: api.issuers, at: instant,
            &trace)
        {
        case .verified(let token):
            do throws(Rejection) {
                try ClaimRules.check(
                    token, api: api, certificate: request.certificate, deniedClients: deniedClients, at: instant, &trace
                )
                try preview(token, request, at: instant, &trace)
            } catch {
                // The trace has it.
            }
        case .rejected: break
        case .awaitingKeys(let wait): return (trace, wait)
        }
        trace.findOpeningPolicies(for: request)
        return (trace, nil)
    }

    /// Explains what would become of a request with these scopes, as if a valid token carried them.
    ///
    /// - Parameters:
    ///   - scopes: The scopes.
    ///   - client: The client.
    ///   - request: The request.
    ///   - instant: Now.
    /// - Returns: The steps from the scopes on.
    public func explain(
        scopes: [String], client: String, _ request: GateRequest, at instant: Instant
    ) -> Explanation {
        var trace = Explanation()
        let index = request.api.index
        let issuer = request.api.firstIssuer
        let claims = Claims(issuer: issuer?.issuer.text ?? "", clientID: client, scopes: scopes)
        let token = VerifiedToken([], claims: claims, issuer: issuer, type: TokenType(nil), indexID: index.id)
        // The trace has what it throws.
        try? preview(token, request, at: instant, &trace)
        trace.findOpeningPolicies(for: request)
        return trace
    }
}

extension Explanation {
    /// Finds out which of the merged policies open a request.
    fileprivate mutating func findOpeningPolicies(for request: GateRequest) {
        // A policy that counts for want of a plan brings no access.
        openingPolicies = (grant?.policies ?? []).filter { name in
            name != withoutPlanPolicy
                && request.api.index.policies[name].map { GrantResolver.opens(request, $0) } == true
        }
    }
}
