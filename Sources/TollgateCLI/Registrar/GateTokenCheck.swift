import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateRegistrar

/// Judges new clients' first tokens as a gateway of the same configuration would.
///
/// The gate is one of its own, for which every client counts as registered: the client whose token it is becomes known
/// to gateways only after this.
struct GateTokenCheck: ClientTokenCheck {
    /// The time that keys are waited for, each time of at most three.
    private static let longestWait = Duration.seconds(5)
    private static let attempts = 3

    private let gate: Gate
    private let keys: KeysOnDemand
    private let now: @Sendable () -> Instant

    init(gate: Gate, keys: KeysOnDemand, now: @escaping @Sendable () -> Instant = Instant.now) {
        self.gate = gate
        self.keys = keys
        self.now = now
    }

    func verdict(on token: Secret, of client: CheckedClient) async -> ClientTokenVerdict {
        let issuers = gate.catalogue.source.issuers.map(\.issuer)
        guard issuers.containsExactly(client.issuer) else {
            let known = issuers.isEmpty ? "there is none" : "there are " + issuers.joined(separator: ", ")
            return Self.rejected(
                .issuerUnknown,
                "no issuer of the catalogue is \(client.issuer), so no gate accepts its tokens; \(known)")
        }
        await keys.load()
        let text = token.reveal()
        switch await verified(text) {
        case .failure(let verdict): return verdict
        case .success(let verified):
            do throws(Rejection) {
                try gate.checkClaims(verified, at: now())
            } catch {
                return Self.rejected(error, detail(of: text, error))
            }
            return mismatch(verified.claims, client) ?? refusal(text, client) ?? .accepted
        }
    }

    private enum Outcome {
        case success(VerifiedToken)
        case failure(ClientTokenVerdict)
    }

    /// The token with its signature verified; waits for keys that are being fetched.
    private func verified(_ token: String) async -> Outcome {
        for _ in 0..<Self.attempts {
            switch gate.verify(token.utf8Span.span, at: now()) {
            case .verified(let verified): return .success(verified)
            case .awaitingKeys(let wait): _ = await gate.keys.finished(wait, within: Self.longestWait)
            // An issuer may have begun to use a key that is not published yet, or was not fetched yet.
            case .rejected(let rejection) where rejection == .keysUnavailable || rejection == .keyUnknown:
                return .failure(.unknown(reason: "\(rejection.code): \(rejection.explanation)"))
            case .rejected(let rejection): return .failure(Self.rejected(rejection, rejection.explanation))
            }
        }
        return .failure(.unknown(reason: "keys_unavailable: the issuer's keys did not come in time"))
    }

    /// The verdict on a token that does not have the claims about its client that it has to have.
    private func mismatch(_ claims: Claims, _ client: CheckedClient) -> ClientTokenVerdict? {
        guard claims.issuer.exact == client.issuer.exact else {
            return Self.rejected(
                .issuerUnknown, "the token is of \(VisibleText.of(claims.issuer)), and the client of \(client.issuer)")
        }
        guard claims.clientID?.exact == client.clientID.exact else {
            let named = VisibleText.of(claims.clientID ?? "")
            return .rejected(
                reason: "client_mismatch: the token names the client `\(named)`, and `\(client.clientID)` was"
                    + " registered; see `client_id_claims` of the issuer")
        }
        let missing = client.scopes.filter { !claims.scopes.containsExactly($0) }
        guard missing.isEmpty else {
            return Self.rejected(
                .scopeInsufficient,
                "the token lacks \(missing.joined(separator: " ")); it has"
                    + " \(VisibleText.of(claims.scopes.joined(separator: " ")))")
        }
        return nil
    }

    /// The verdict on a token that no API of the client's products lets in.
    private func refusal(_ token: String, _ client: CheckedClient) -> ClientTokenVerdict? {
        for product in client.products {
            let apis = apis(of: product)
            let refusals = apis.compactMap { api in refusal(token, on: api).map { (api.name, $0) } }
            guard let (name, refusal) = refusals.first, refusals.count == apis.count else { continue }
            return Self.rejected(refusal.rejection, "on the API `\(name)`: \(refusal.detail)")
        }
        return nil
    }

    /// The reason why an API does not let the token in; one path of it need not be open, but some have to be, with a
    /// limit.
    private func refusal(_ token: String, on api: CompiledAPI) -> (rejection: Rejection, detail: String)? {
        guard let path = try? RequestPath(target: api.source.listenPath) else { return nil }
        let request = GateRequest(api: api, method: "GET", path: path)
        let explanation = gate.explain(BearerCredential(token: Substring(token)), request, at: now()).explanation
        switch explanation.rejection {
        case nil, .concurrencyExceeded, .rateExceeded, .quotaExceeded: return nil
        case .accessDenied:
            let hasLimit = explanation.grant.map { $0.rate != nil || $0.quota != nil } ?? false
            return hasLimit ? nil : (.planMissing, Rejection.planMissing.explanation)
        case let rejection?:
            return (rejection, explanation.steps.last?.detail ?? rejection.explanation)
        }
    }

    /// The APIs that a product's policies open.
    private func apis(of product: String) -> [CompiledAPI] {
        let source = gate.catalogue.source
        let names = source.products.first { $0.id.exact == product.exact }?.policies ?? []
        let opened = Set(source.policies.filter { names.contains($0.name) }.flatMap(\.access).map(\.api))
        return gate.catalogue.apis.filter { opened.contains($0.name) }
    }

    /// The detail that the gate found when it rejected the claims of a token.
    private func detail(of token: String, _ rejection: Rejection) -> String {
        let admitting = gate.catalogue.apis.lazy.compactMap { api in
            (try? RequestPath(target: api.source.listenPath)).map { GateRequest(api: api, method: "GET", path: $0) }
        }
        for request in admitting {
            let step = gate.explain(BearerCredential(token: Substring(token)), request, at: now()).explanation.steps
                .last
            if let step, step.rejection == rejection { return "\(rejection.explanation) (\(step.detail))" }
        }
        return rejection.explanation
    }

    private static func rejected(_ rejection: Rejection, _ detail: String) -> ClientTokenVerdict {
        .rejected(reason: "\(rejection.code): \(detail)")
    }
}
