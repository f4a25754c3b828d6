import Tollgate
import TollgateCatalogue
import TollgateEncoding

/// The changes with which a rejected request would be admitted.
struct Advice {
    /// No list is longer.
    private static let maximumCount = 5

    /// A scope of the catalogue and what it stands for.
    private struct Candidate {
        let scope: String
        let meaning: String

        var text: String { "the scope `\(scope)` (\(meaning))" }
    }

    private let gate: Gate
    private let request: GateRequest
    private let explanation: Explanation
    private let instant: Instant
    private let payload: TokenPayload?

    /// Advice on a request.
    ///
    /// - Parameters:
    ///   - explanation: The gate's explanation.
    ///   - request: The request.
    ///   - gate: The gate that decided.
    ///   - instant: The time of the decision.
    ///   - token: The token, if it was decided about one.
    init(
        _ explanation: Explanation, _ request: GateRequest, gate: Gate, at instant: Instant, token: String? = nil
    ) {
        payload = token.map { TokenPayload(token: $0) }
        self.explanation = explanation
        self.request = request
        self.gate = gate
        self.instant = instant
    }

    /// One sentence each; none where the request is admitted.
    var lines: [String] {
        switch explanation.rejection {
        case nil: []
        case .scopeInsufficient, .accessDenied, .planMissing: otherScopeClaimLines + scopeLines
        case let rejection?: [advice(for: rejection)]
        }
    }

    // MARK: - Scopes

    /// The claims of the token that hold scopes of the catalogue and are not looked into.
    private var otherScopeClaimLines: [String] {
        let source = gate.catalogue.source
        guard let payload, let issuer = source.issuers.first(where: { $0.issuer == payload.issuer }) else { return [] }
        let scopes = Set(
            source.products.flatMap(\.scopes) + source.plans.flatMap(\.scopes) + source.scopes.map(\.scope))
        let holding = payload.claims(holding: scopes)
        let others = holding.filter { !issuer.scopeClaims.contains($0) }
        guard others.isEmpty else {
            return [
                "scopes of the catalogue stand in \(Self.listed(others)) of the token: `issuers.\(issuer.name)"
                    + ".scope_claims` says where they are looked for"
            ]
        }
        guard holding.count > 1, !issuer.mergesScopeClaims else { return [] }
        return [
            "scopes of the catalogue stand in \(Self.listed(holding)) of the token, and only the first of"
                + " `scope_claims` counts: with `issuers.\(issuer.name).merge_scope_claims: true` all of them do"
        ]
    }

    /// Finds the further scopes that would do, by asking the gate with each of them.
    private var scopeLines: [String] {
        let scopes = explanation.scopes.map(\.scope)
        var lines: [String] = []
        var owned = scopes
        if explanation.rejection != .planMissing {
            let opening = candidates.filter { opens(scopes + [$0.scope]) }
            guard let first = opening.first else {
                return [
                    "no scope of the catalogue opens \(request.method) \(request.path.text): a policy of a product "
                        + "would have to allow it"
                ]
            }
            lines.append("for access: " + Self.alternatives(opening))
            owned.append(first.scope)
            guard rejection(owned) == .planMissing else { return lines }
        }
        let limiting = candidates.filter { candidate in
            let rejection = rejection(owned + [candidate.scope])
            return rejection == nil || rejection.map(Self.isLimit) == true
        }
        if limiting.isEmpty {
            lines.append("for a limit: no plan has a rate or a quota here; add one, or set `without_plan` on the API")
        } else {
            lines.append("for a limit: " + Self.alternatives(limiting))
        }
        return lines
    }

    private var candidates: [Candidate] {
        let source = gate.catalogue.source
        return source.products.flatMap { product in
            product.scopes.prefix(1).map { Candidate(scope: $0, meaning: "product `\(product.id)`") }
        }
            + source.plans.flatMap { plan in
                plan.scopes.prefix(1).map { Candidate(scope: $0, meaning: "plan `\(plan.id)`") }
            }
            + source.scopes.map {
                Candidate(scope: $0.scope, meaning: "policies \($0.policies.joined(separator: ", "))")
            }
    }

    private func rejection(_ scopes: [String]) -> Rejection? {
        gate.explain(scopes: scopes, client: "somebody", request, at: instant).rejection
    }

    private func opens(_ scopes: [String]) -> Bool {
        switch rejection(scopes) {
        case .scopeInsufficient, .accessDenied: false
        default: true
        }
    }

    private static func isLimit(_ rejection: Rejection) -> Bool {
        switch rejection {
        case .concurrencyExceeded, .rateExceeded, .quotaExceeded: true
        default: false
        }
    }

    private static func alternatives(_ candidates: [Candidate]) -> String {
        let more = candidates.count - maximumCount
        return candidates.prefix(maximumCount).map(\.text).joined(separator: ", or ")
            + (more > 0 ? ", or one of \(more) more" : "")
    }

    // MARK: - Everything else

    private func advice(for rejection: Rejection) -> String {
        let issuers = gate.catalogue.source.issuers.filter { request.api.source.issuers.contains($0.name) }
        switch rejection {
        case .tokenMissing, .requestMalformed: return "send exactly one bearer token, in the Authorization header"
        case .pathRejected: return "write the path without dot segments, empty segments and encoded separators"
        case .tokenTooLong:
            return "set `gateway.max_token_bytes` to the length of the token or more, up to 65536; or have the issuer "
                + "put less into it"
        case .tokenMalformed: return "send the whole token as the issuer gave it: three parts of base64url"
        case .algorithmUnsupported: return "the issuer has to sign with RS256"
        case .headerUnsupported: return "the issuer has to leave out crit, b64, zip, enc, cty, jwk and x5c"
        case .tokenTypeUnsupported:
            let types = issuers.flatMap(\.tokenTypes).map { $0 ?? "none" }
            return
                "send an access token, not an ID token; the failed step says what speaks against it; accepted `typ` of"
                + " the header: \(Self.listed(types))"
        case .keysUnavailable: return "the issuer's keys have to be reachable; see the warning about them"
        case .keyUnknown:
            return "obtain a new token, signed with a key that an issuer of this API publishes now: "
                + Self.listed(issuers.map(\.issuer))
        case .signatureInvalid: return "send the token unaltered; if it is, no issuer of this API has made it"
        case .claimMissing where explanation.steps.last?.check == .client: return clientAdvice
        case .claimsMalformed, .claimMissing: return "the issuer has to put the claim right; the failed step names it"
        case .issuerUnknown:
            return nearlyEqualIssuer ?? "`iss` has to be one of: \(Self.listed(issuers.map(\.issuer)))"
        case .audienceMismatch: return "`aud` has to have one of: \(Self.listed(audiences(issuers)))"
        case .tokenExpired: return "obtain a new token"
        case .tokenNotYetValid: return "the clocks of the issuer and of this machine have to agree within `clock_skew`"
        case .lifetimeExceeded: return "the issuer has to give tokens a shorter life, or `max_token_lifetime` be raised"
        case .proofRequired:
            return
                "the client has to show the certificate that the token is bound to, or ask for a token that is bound to"
                + " nothing"
        case .certificateMismatch: return "the client has to show the certificate with which it got the token"
        case .clientRevoked: return "the client has to be allowed again"
        case .clientUnknown: return "the client has to be registered by the registrar"
        case .grantsUnavailable:
            return "the registrar's list of clients has to be loaded; only a running gateway has it"
        default: return "wait; `Retry-After` says how long"
        }
    }

    /// Finds the claims of the token that could name the client.
    private var clientAdvice: String {
        let key =
            gate.catalogue.source.issuers.first { $0.issuer == payload?.issuer }
            .map { "`issuers.\($0.name).client_id_claims`" } ?? "`client_id_claims`"
        guard let claim = payload?.clientClaims.first else {
            return "the issuer has to name the client in the token, in one of the claims of \(key)"
        }
        let isSubject = claim == "sub"
        return "\(key) has to have the claim that names the client: the token has `\(claim)`"
            + (isSubject ? ", which is the client where it calls for itself, and else the user" : "")
            + ", so `client_id_claims: [\(claim)]`"
    }

    /// The line to write where `iss` is nearly that of an issuer, or that of an issuer which the API does not admit.
    private var nearlyEqualIssuer: String? {
        guard let found = payload?.issuer else { return nil }
        let issuers = gate.catalogue.source.issuers
        if let issuer = issuers.first(where: { $0.issuer.utf8.elementsEqual(found.utf8) }) {
            return "`apis.\(request.api.name).issuers` has to have `\(issuer.name)`, whose token it is"
        }
        func withoutSlash(_ text: String) -> Substring { text.hasSuffix("/") ? text.dropLast() : text[...] }
        guard
            let issuer = issuers.first(where: {
                withoutSlash($0.issuer).lowercased() == withoutSlash(found).lowercased()
            })
        else { return nil }
        let difference =
            withoutSlash(issuer.issuer) == withoutSlash(found) ? "only in the slash at the end" : "in capitals"
        return "`issuers.\(issuer.name).issuer` has to be written as the tokens have it, byte for byte: it differs"
            + " \(difference) from `\(VisibleText.of(found))`"
    }

    private func audiences(_ issuers: [Issuer]) -> [String] {
        if let narrowed = request.api.source.audiences { return narrowed }
        return issuers.flatMap { issuer -> [String] in
            if case .oneOf(let audiences) = issuer.audiences { audiences } else { [] }
        }
    }

    private static func listed(_ texts: [String]) -> String {
        let distinct = Set(texts).sorted()
        let more = distinct.count > maximumCount ? " and \(distinct.count - maximumCount) more" : ""
        return distinct.prefix(maximumCount).joined(separator: ", ") + more
    }
}
