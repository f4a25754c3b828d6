/// Reads the claims set of a token whose signature was verified.
struct ClaimsReader {
    /// The claims, and the number of the issuer that they name.
    struct Result {
        let claims: Claims
        let issuer: IssuerRules?
    }

    private var issuer: ExactString?
    private var subject: String?
    private var audience: [String]?
    private var expiresAt: Int64?
    private var notBefore: Int64?
    private var issuedAt: Int64?
    private var isBoundToKey = false
    private var hasNonce = false
    private var payloadType: String?
    private var isOtherKind = false
    /// Where every top-level member stands, for the claims whose names the issuer's configuration chooses.
    private var members: [(name: JSONString, value: Int)] = []

    /// Reads `json` in one pass and then picks the claims that the issuer it names is configured for.
    ///
    /// - Parameters:
    ///   - json: The decoded payload.
    ///   - issuers: The gate's issuers by identifier.
    /// - Returns: The claims.
    /// - Throws: `claimsMalformed`, or `claimMissing` without `iss`.
    static func read(_ json: Span<UInt8>, issuers: [ExactString: IssuerRules]) throws(Rejection) -> Result {
        var reader = ClaimsReader()
        do {
            try reader.scan(json)
            guard let name = reader.issuer else { throw Rejection.claimMissing }
            let rules = issuers[name]
            return Result(claims: try reader.claims(issuer: name, rules: rules, json), issuer: rules)
        } catch let rejection as Rejection {
            throw rejection
        } catch {
            throw .claimsMalformed
        }
    }

    private mutating func scan(_ json: Span<UInt8>) throws(JSONError) {
        var reader = JSONReader()
        try reader.beginObject(json)
        while let name = try reader.nextMember(json) {
            members.append((name, reader.index))
            try scanValue(of: name, &reader, json)
        }
        try reader.endDocument(json)
    }

    private mutating func scanValue(
        of name: JSONString, _ reader: inout JSONReader, _ json: Span<UInt8>
    ) throws(JSONError) {
        if name.equals("iss", in: json) {
            issuer = ExactString(try reader.readText(json))
        } else if name.equals("sub", in: json) {
            subject = try reader.readText(json)
        } else if name.equals("aud", in: json) {
            audience = try Self.audience(&reader, json)
        } else if name.equals("exp", in: json) {
            expiresAt = try NumericDate.read(&reader, json, roundingUp: false)
        } else if name.equals("nbf", in: json) {
            notBefore = try NumericDate.read(&reader, json, roundingUp: true)
        } else if name.equals("iat", in: json) {
            issuedAt = try NumericDate.read(&reader, json, roundingUp: true)
        } else if name.equals("typ", in: json) {
            payloadType = try reader.readText(json)
        } else if name.equals("token_use", in: json) {
            if !(try reader.readString(json).equals("access", in: json)) { isOtherKind = true }
        } else {
            if name.equals("cnf", in: json) { isBoundToKey = true }
            if name.equals("nonce", in: json) { hasNonce = true }
            if name.equals("at_hash", in: json) || name.equals("c_hash", in: json) || name.equals("events", in: json) {
                isOtherKind = true
            }
            try reader.skipValue(json)
        }
    }

    private func claims(
        issuer: ExactString, rules: IssuerRules?, _ json: Span<UInt8>
    ) throws(JSONError) -> Claims {
        Claims(
            issuer: issuer,
            clientID: try rules.flatMap { (rules) throws(JSONError) in try clientID(rules.clientIDClaims, json) },
            subject: subject, audience: audience, expiresAt: expiresAt, notBefore: notBefore, issuedAt: issuedAt,
            scopes: try rules.map { (rules) throws(JSONError) in try scopes(rules.scopeClaims, json) } ?? [],
            isBoundToKey: isBoundToKey, isOtherKindOfToken: isOtherKindOfToken)
    }

    /// Whether the payload says that this is an ID token, a refresh token, a logout token or the like (design §5).
    private var isOtherKindOfToken: Bool {
        if isOtherKind { return true }
        if let payloadType, ["ID", "Refresh", "Offline", "Logout"].contains(payloadType) { return true }
        // Keycloak up to 22 put the nonce into access tokens as well; those say `typ: Bearer`.
        return hasNonce && payloadType != "Bearer"
    }

    private static func audience(
        _ reader: inout JSONReader, _ json: Span<UInt8>
    ) throws(JSONError) -> [String] {
        if try reader.peek(json) == .string { return [try reader.readText(json)] }
        let audience = try reader.readTexts(json)
        guard !audience.isEmpty else { throw .unexpectedValue }
        return audience
    }

    /// The client: all claims that are present must agree (security row 47, RFC 9700 §4.15).
    private func clientID(_ paths: [ClaimPath], _ json: Span<UInt8>) throws(JSONError) -> ExactString? {
        var found: ExactString?
        for path in paths {
            guard let place = try path.value(in: members, json) else { continue }
            var reader = JSONReader(at: place)
            let text = ExactString(try reader.readText(json))
            guard !text.text.isEmpty, found == nil || found == text else { throw .unexpectedValue }
            found = text
        }
        return found
    }

    /// The scopes of the first claim that is present: a string split on single spaces, or an array of strings.
    private func scopes(_ paths: [ClaimPath], _ json: Span<UInt8>) throws(JSONError) -> [ExactString] {
        for path in paths {
            guard let place = try path.value(in: members, json) else { continue }
            var reader = JSONReader(at: place)
            if try reader.peek(json) == .array { return try reader.readTexts(json).map { ExactString($0) } }
            return try reader.readText(json).utf8.split(separator: 0x20).map { ExactString(String($0) ?? "") }
        }
        return []
    }
}
