import Tollgate
import TollgateCatalogue

/// What would have to change for a rejected request to be admitted.
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

    init(_ explanation: Explanation, _ request: GateRequest, gate: Gate, at instant: Instant) {
        self.explanation = explanation
        self.request = request
        self.gate = gate
        self.instant = instant
    }

    /// One sentence each; none where the request is admitted.
    var lines: [String] {
        switch explanation.rejection {
        case nil: []
        case .scopeInsufficient, .accessDenied, .planMissing: scopeLines
        case let rejection?: [advice(for: rejection)]
        }
    }

    // MARK: - Scopes

    /// Which further scopes would do, found by asking the gate with each of them.
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
        case .tokenMalformed: return "send the whole token as the issuer gave it: three parts of base64url"
        case .algorithmUnsupported: return "the issuer has to sign with RS256"
        case .headerUnsupported: return "the issuer has to leave out crit, b64, zip, enc, cty, jwk and x5c"
        case .tokenTypeUnsupported:
            let types = issuers.flatMap(\.tokenTypes).map { $0 ?? "none" }
            return "send an access token, not an ID token; accepted `typ`: \(Self.listed(types))"
        case .keysUnavailable: return "the issuer's keys have to be reachable; see the warning about them"
        case .keyUnknown:
            return "obtain a new token, signed with a key that an issuer of this API publishes now: "
                + Self.listed(issuers.map(\.issuer))
        case .signatureInvalid: return "send the token unaltered; if it is, no issuer of this API has made it"
        case .claimsMalformed, .claimMissing: return "the issuer has to put the claim right; the failed step names it"
        case .issuerUnknown: return "`iss` has to be one of: \(Self.listed(issuers.map(\.issuer)))"
        case .audienceMismatch: return "`aud` has to have one of: \(Self.listed(audiences(issuers)))"
        case .tokenExpired: return "obtain a new token"
        case .tokenNotYetValid: return "the clocks of the issuer and of this machine have to agree within `clock_skew`"
        case .lifetimeExceeded: return "the issuer has to give tokens a shorter life, or `max_token_lifetime` be raised"
        case .proofRequired: return "the client has to ask for a token that is not bound to a key"
        case .clientRevoked: return "the client has to be allowed again"
        case .clientUnknown: return "the client has to be registered by the registrar"
        case .grantsUnavailable:
            return "the registrar's list of clients has to be loaded; only a running gateway has it"
        default: return "wait; `Retry-After` says how long"
        }
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
