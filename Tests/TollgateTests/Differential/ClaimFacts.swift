/// What the claims of a payload are worth, by the test's own reading of the rules.
struct ClaimFacts {
    /// How far an issuer's clock may be off, in seconds.
    private static let skew: Int64 = 60

    private let payload: ParsedJSON
    private let type: String?
    private let now: Int64

    /// The claims of a payload that is well formed.
    ///
    /// - Parameters:
    ///   - payload: The object.
    ///   - type: The header's `typ`.
    ///   - now: In seconds since 1970.
    init(_ payload: ParsedJSON, type: String?, now: Int64) {
        self.payload = payload
        self.type = type
        self.now = now
    }

    /// A `typ` as it is compared (RFC 7515 §4.1.9).
    static func comparable(type: String) -> String {
        let lower = type.lowercased()
        let rest = lower.hasPrefix("application/") ? lower.dropFirst("application/".count) : lower[...]
        return rest.contains("/") ? lower : String(rest)
    }

    // MARK: - Form

    /// What is wrong with the types and values of the claims.
    static func malformed(_ payload: ParsedJSON, issuer: DifferentialIssuer?) -> [GateRefusal] {
        var found: [GateRefusal] = []
        if payload["iss"] == nil { found.append(.issuerMissing) }
        if ["iss", "sub", "typ", "token_use"].contains(where: { name in payload[name].map { $0.text == nil } ?? false })
        {
            found.append(.claimOfOtherType)
        }
        if let audience = payload["aud"], audience.text == nil, audience.texts == nil {
            found.append(.audienceMalformed)
        }
        if ["exp", "nbf", "iat"].contains(where: { payload[$0] != nil && date($0, payload) == nil }) {
            found.append(.dateMalformed)
        }
        guard let issuer else { return found }
        let clients = issuer.clientClaims.compactMap { payload[$0] }
        let names = Set(clients.map { $0.bytes ?? [] })
        if names.count > 1 || names.contains([]) { found.append(.clientMalformed) }
        if let scopes = scopes(payload, issuer), scopes.text == nil, scopes.texts == nil {
            found.append(.scopeMalformed)
        }
        return found
    }

    /// The seconds that a claim's digits stand for, or `nil` where it is no NumericDate (RFC 7519 §2).
    static func date(_ name: String, _ payload: ParsedJSON) -> Int64? {
        guard case .number(let text) = payload[name] else { return nil }
        return ExactNumber(text)?.date(roundingUp: name != "exp")
    }

    private func reads(_ path: String) -> Bool {
        let names = path.split(separator: ".").map(String.init)
        return names.count == 2 && payload[names[0]]?[names[1]] != nil
    }

    private static func scopes(_ payload: ParsedJSON, _ issuer: DifferentialIssuer) -> ParsedJSON? {
        for name in issuer.scopeClaims {
            if let found = payload[name] { return found }
            let path = name.split(separator: ".").map(String.init)
            if path.count == 2, let found = payload[path[0]]?[path[1]] { return found }
        }
        return nil
    }

    // MARK: - Meaning

    /// Why the token may not pass here and now.
    func refusals(issuer: DifferentialIssuer?) -> [GateRefusal] {
        guard let issuer else { return [.issuerUnknown] }
        var found: [GateRefusal] = []
        if !issuer.types.contains(type.map(Self.comparable)) { found.append(.typeNotOfIssuer) }
        if isOtherKindOfToken(issuer) { found.append(.otherKindOfToken) }
        if let accepted = issuer.audiences {
            if let audience = payload["aud"], audience.texts?.isEmpty != true {
                let names = audience.texts ?? (audience.text.map { [Array($0.utf8)] } ?? [])
                if !accepted.contains(where: { names.contains(Array($0.utf8)) }) { found.append(.audienceMismatch) }
            } else {
                found.append(.audienceMissing)
            }
        }
        found += lifetimeRefusals(issuer)
        if payload["cnf"] != nil { found.append(.boundToKey) }
        if issuer.clientClaims.allSatisfy({ payload[$0] == nil }) { found.append(.clientMissing) }
        return found
    }

    private func lifetimeRefusals(_ issuer: DifferentialIssuer) -> [GateRefusal] {
        var found: [GateRefusal] = []
        let expiry = Self.date("exp", payload)
        let issuedAt = Self.date("iat", payload)
        if let expiry {
            if now >= expiry + Self.skew { found.append(.expired) }
        } else {
            found.append(.expiryMissing)
        }
        if max(Self.date("nbf", payload) ?? 0, issuedAt ?? 0) > now + Self.skew { found.append(.notYetValid) }
        if let maximum = issuer.maximumLifetime {
            if issuedAt == nil { found.append(.issuedAtMissing) }
            if let expiry, let issuedAt, expiry - issuedAt > maximum { found.append(.lifetimeTooLong) }
        }
        return found
    }

    private func isOtherKindOfToken(_ issuer: DifferentialIssuer) -> Bool {
        if ["at_hash", "c_hash", "events"].contains(where: { payload[$0] != nil }) { return true }
        if let use = payload["token_use"], !use.isString("access") { return true }
        let kind = payload["typ"]
        if ["ID", "Refresh", "Offline", "Logout"].contains(where: { kind?.isString($0) ?? false }) { return true }
        return payload["nonce"] != nil && !(kind?.isString("Bearer") ?? false) && !hasStandardScopes(issuer)
    }

    /// Whether the claim that the scopes are read from is called `scope` or `scp`, and holds any.
    private func hasStandardScopes(_ issuer: DifferentialIssuer) -> Bool {
        guard let name = issuer.scopeClaims.first(where: { payload[$0] != nil || $0.contains(".") && reads($0) }),
            ["scope", "scp"].contains(name), let found = payload[name]
        else { return false }
        if let text = found.text { return text.contains { $0 != " " } }
        return found.texts?.isEmpty == false
    }
}
