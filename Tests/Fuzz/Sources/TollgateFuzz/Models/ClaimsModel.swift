import Tollgate

/// What the gate must read of a payload, by the plain reading of it.
struct ClaimsModel {
    /// How an issuer's tokens are read.
    struct Rules {
        let scopeClaims: [String]
        let mergesScopeClaims: Bool
        let clientIDClaims: [String]
    }

    /// A payload that must be refused.
    private struct Malformed: Error {}

    private static let maximumDate: Int64 = 253_402_300_799

    /// The issuers by identifier.
    let rules: [[UInt8]: Rules]

    /// The claims, or why there are none.
    func claims(of payload: [UInt8]) -> Result<ParserAdapters.ReadClaims, Rejection> {
        guard let json = PlainJSON(payload), json.members != nil else { return .failure(.claimsMalformed) }
        do {
            var claims = try Self.registered(json)
            guard let issuer = try Self.text(json["iss"]) else { return .failure(.claimMissing) }
            claims.issuer = issuer
            var hasStandardScopes = false
            if let rules = rules[issuer] {
                claims.client = try client(rules, json)
                let found = try scopes(rules, json)
                claims.scopes = found.flatMap(\.scopes)
                hasStandardScopes = found.contains { ["scope", "scp"].contains($0.name) && !$0.scopes.isEmpty }
            }
            let hasLooseNonce = try json["nonce"] != nil && Self.text(json["typ"]) != Array("Bearer".utf8)
            if hasLooseNonce, !hasStandardScopes { claims.isOtherKindOfToken = true }
            return .success(claims)
        } catch {
            return .failure(.claimsMalformed)
        }
    }

    private static func registered(_ json: PlainJSON) throws -> ParserAdapters.ReadClaims {
        _ = try text(json["iss"])
        let type = try text(json["typ"])
        let use = try text(json["token_use"])
        let kinds = ["at_hash", "c_hash", "events"].contains { json[$0] != nil }
        let isOtherType = ["ID", "Refresh", "Offline", "Logout"].contains { Array($0.utf8) == type }
        return ParserAdapters.ReadClaims(
            issuer: [], subject: try text(json["sub"]), client: nil, audience: try audience(json["aud"]),
            expiresAt: try date(json["exp"], roundsUp: false), notBefore: try date(json["nbf"], roundsUp: true),
            issuedAt: try date(json["iat"], roundsUp: true), scopes: [], isBoundToKey: json["cnf"] != nil,
            isOtherKindOfToken: kinds || isOtherType || (use != nil && use != Array("access".utf8)))
    }

    /// The value of a claim: a member of that name, or else what a dotted path leads to.
    private func value(_ name: String, _ json: PlainJSON) -> PlainJSON? {
        guard !name.contains("\\") else {
            // `\\.` is a dot of a name; the names here have no other escape.
            let names = name.replacing("\\.", with: "\u{0}").split(separator: ".")
            return names.reduce(json as PlainJSON?) { $0?[String($1.replacing("\u{0}", with: "."))] }
        }
        if let value = json[name] { return value }
        let parts = name.split(separator: ".")
        return parts.count == 1 ? nil : parts.reduce(json as PlainJSON?) { $0?[String($1)] }
    }

    private func client(_ rules: Rules, _ json: PlainJSON) throws -> [UInt8]? {
        let found = try Set(rules.clientIDClaims.compactMap { try Self.text(value($0, json)) })
        guard found.count <= 1, !found.contains([]) else { throw Malformed() }
        return found.first
    }

    /// The scopes of the claims that count.
    private func scopes(_ rules: Rules, _ json: PlainJSON) throws -> [(name: String, scopes: [[UInt8]])] {
        let present = rules.scopeClaims.filter { value($0, json) != nil }
        return try present.prefix(rules.mergesScopeClaims ? .max : 1).map { name in
            guard let value = value(name, json) else { return (name, []) }
            if let elements = value.elements { return (name, try Self.texts(elements)) }
            return (name, try Self.text(value)?.split(separator: 0x20).map { Array($0) } ?? [])
        }
    }

    private static func text(_ value: PlainJSON?) throws -> [UInt8]? {
        guard let value else { return nil }
        guard let text = value.text else { throw Malformed() }
        return text
    }

    private static func texts(_ values: [PlainJSON]) throws -> [[UInt8]] {
        try values.map { value in
            guard let text = value.text else { throw Malformed() }
            return text
        }
    }

    private static func audience(_ value: PlainJSON?) throws -> [[UInt8]]? {
        guard let value else { return nil }
        guard let elements = value.elements else { return try text(value).map { [$0] } }
        return elements.isEmpty ? nil : try texts(elements)
    }

    private static func date(_ value: PlainJSON?, roundsUp: Bool) throws -> Int64? {
        guard let value else { return nil }
        guard case .number(let text) = value, let number = PlainNumber(text) else { throw Malformed() }
        let seconds = number.whole + (roundsUp && number.hasRest ? 1 : 0)
        guard seconds <= maximumDate else { throw Malformed() }
        return seconds
    }
}
