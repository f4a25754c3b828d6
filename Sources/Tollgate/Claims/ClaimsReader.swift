internal import TollgateEncoding

/// Reads the claims set of a token whose signature was verified.
///
/// One pass over the text checks all of it and notes where the claims stand that have a meaning of their own; then the
/// claims whose names the issuer's configuration chooses are looked up among the members that were seen.
struct ClaimsReader: ~Copyable {
    /// The claims, and the issuer that they name if the gate knows it.
    struct Result {
        let claims: Claims
        let issuer: CompiledIssuer?
    }

    private var reader = JSONReader()
    private var claims = Claims()
    private var issuer: JSONString?
    private var subject: JSONString?
    private var audience: Int?
    private var confirmation: Int?
    private var hasNonce = false
    private var hasScopeClaim = false
    private var payloadType: JSONString?
    private var sign: OtherTokenSign?
    /// The part of the claims that is being read.
    private var place = ClaimsFault.Place.claims

    /// Reads `json` and picks the claims that the issuer it names is configured for.
    ///
    /// - Parameters:
    ///   - json: The decoded payload.
    ///   - catalogue: The catalogue that says where claims stand.
    /// - Returns: The claims.
    /// - Throws: ``ClaimsFault``, which stands for ``Rejection/claimsMalformed``, or without `iss` for
    ///   ``Rejection/claimMissing``.
    static func read(_ json: Span<UInt8>, by catalogue: CatalogueIndex) throws(ClaimsFault) -> Result {
        var reader = ClaimsReader()
        do throws(JSONError) {
            try reader.scan(json)
            guard let name = reader.issuer else {
                reader.place = .noIssuer
                throw .unexpectedValue
            }
            let issuer = catalogue.issuer(named: name, in: json)
            try reader.collect(name, issuer, catalogue, json)
            return Result(claims: reader.claims, issuer: issuer)
        } catch {
            throw ClaimsFault(place: reader.place, error: error, index: reader.reader.index)
        }
    }

    /// The issuer that the claims name, as far as they can be read.
    static func issuer(in json: Span<UInt8>, by catalogue: CatalogueIndex) -> CompiledIssuer? {
        var reader = ClaimsReader()
        try? reader.scan(json)
        return reader.issuer.flatMap { catalogue.issuer(named: $0, in: json) }
    }

    // MARK: - The pass over the text

    private mutating func scan(_ json: Span<UInt8>) throws(JSONError) {
        try reader.beginObject(json)
        while let name = try reader.nextMember(json) {
            place = .member(name)
            switch ClaimName(name, in: json) {
            case .issuer: issuer = try reader.readString(json)
            case .subject: subject = try reader.readString(json)
            case .audience: try scanAudience(json)
            case .expiresAt: claims.expiresAt = try NumericDate.read(&reader, json, roundingUp: false)
            case .notBefore: claims.notBefore = try NumericDate.read(&reader, json, roundingUp: true)
            case .issuedAt: claims.issuedAt = try NumericDate.read(&reader, json, roundingUp: true)
            case .type: payloadType = try reader.readString(json)
            case .tokenUse: if !(try reader.readString(json).equals("access", in: json)) { sign = .use }
            case .confirmation:
                claims.isBoundToKey = true
                confirmation = reader.index
                try reader.skipValue(json)
            case .nonce:
                hasNonce = true
                try reader.skipValue(json)
            case .accessTokenHash, .codeHash:
                sign = .hash
                try reader.skipValue(json)
            case .events:
                sign = .events
                try reader.skipValue(json)
            case nil: try reader.skipValue(json)
            }
            place = .claims
        }
        try reader.endDocument(json)
    }

    /// A string, or an array of strings (RFC 7519 §4.1.3); an empty one names no audience, as if there were none.
    private mutating func scanAudience(_ json: Span<UInt8>) throws(JSONError) {
        let start = reader.index
        if case .string = try reader.peek(json) {
            _ = try reader.readString(json)
            audience = start
            return
        }
        try reader.beginArray(json)
        while try reader.nextElement(json) {
            _ = try reader.readString(json)
            audience = start
        }
    }

    // MARK: - Collecting the texts

    private mutating func collect(
        _ name: JSONString, _ issuer: CompiledIssuer?, _ catalogue: CatalogueIndex, _ json: Span<UInt8>
    ) throws(JSONError) {
        let client = try clientID(issuer?.clientIDClaims ?? [], json)
        let scopes = try firstScopeClaim(issuer?.scopeClaims ?? [], json)
        place = .texts
        claims.texts.reserveCapacity(
            name.count + (subject?.count ?? 0) + (client?.count ?? 0) + Self.expectedCount(audience, json)
                + Self.expectedCount(scopes?.value, json))
        claims.issuerPart = try append(name, json)
        if let subject { claims.subjectPart = try append(subject, json) }
        if let client { claims.clientPart = try append(client, json) }
        if let audience {
            claims.hasAudience = true
            claims.audiences = try appendStrings(at: audience, json, splitsAtSpaces: false)
            var cursor = claims.audiences
            while let part = cursor.next(in: claims.texts) {
                claims.audienceBits |= catalogue.audiences.bit(of: claims.texts.span, part)
            }
        }
        if let issuer, let scopes { try collectScopes(issuer, first: scopes, json) }
        if let confirmation { claims.certificatePart = try certificate(at: confirmation, json) }
        claims.otherTokenSign = otherTokenSign(json)
    }

    /// The thumbprint of a certificate; `nil` where `cnf` has something else in it, or more than that.
    private mutating func certificate(at place: Int, _ json: Span<UInt8>) throws(JSONError) -> Range<UInt16>? {
        self.place = .texts
        var reader = JSONReader(at: place)
        guard case .object = try reader.peek(json) else { return nil }
        try reader.beginObject(json)
        guard let name = try reader.nextMember(json), name.equals("x5t#S256", in: json),
            case .string = try reader.peek(json)
        else { return nil }
        let thumbprint = try reader.readString(json)
        guard try reader.nextMember(json) == nil else { return nil }
        return try append(thumbprint, json)
    }

    /// Collects the scopes of the first scope claim that is present, or of all of them.
    private mutating func collectScopes(
        _ issuer: CompiledIssuer, first: (index: Int, value: Int), _ json: Span<UInt8>
    ) throws(JSONError) {
        let start = claims.texts.count
        try appendScopes(issuer.scopeClaims[first.index], first, json)
        if issuer.mergesScopeClaims {
            for index in issuer.scopeClaims.indices where index > first.index {
                guard let value = try issuer.scopeClaims[index].value(in: &reader, json) else { continue }
                try appendScopes(issuer.scopeClaims[index], (index, value), json)
            }
        }
        place = .texts
        claims.scopeList = TextList(try part(from: start))
    }

    private mutating func appendScopes(
        _ path: ClaimPath, _ claim: (index: Int, value: Int), _ json: Span<UInt8>
    ) throws(JSONError) {
        place = .scope(claim.index)
        let start = claims.texts.count
        _ = try appendStrings(at: claim.value, json, splitsAtSpaces: true)
        if path.isScopeName, claims.texts.count > start { hasScopeClaim = true }
    }

    /// The number of bytes that a list is going to take, if that is easily told.
    private static func expectedCount(_ place: Int?, _ json: Span<UInt8>) -> Int {
        guard let place else { return 0 }
        var scanner = JSONScanner(at: place)
        guard let text = try? scanner.readString(json) else { return 64 }
        return text.count + 8
    }

    /// Finds a sign that this is an ID token, a refresh token, a logout token or the like (design §5).
    private func otherTokenSign(_ json: Span<UInt8>) -> OtherTokenSign? {
        if let sign { return sign }
        if let payloadType {
            if payloadType.equals("ID", in: json) || payloadType.equals("Refresh", in: json)
                || payloadType.equals("Offline", in: json) || payloadType.equals("Logout", in: json)
            {
                return .type
            }
            // Keycloak up to 22 put the nonce into access tokens as well; those say `typ: Bearer`.
            if payloadType.equals("Bearer", in: json) { return nil }
        }
        // Others do so still, and say with a scope claim that it is one: ID tokens have no scopes. Other claims that
        // scopes are read from count for nothing here: roles and groups stand in ID tokens as well.
        return hasNonce && !hasScopeClaim ? .nonce : nil
    }

    /// The client: all claims that are present must agree (security row 47, RFC 9700 §4.15).
    private mutating func clientID(_ paths: [ClaimPath], _ json: Span<UInt8>) throws(JSONError) -> JSONString? {
        var found: JSONString?
        for index in paths.indices {
            guard let value = try paths[index].value(in: &reader, json) else { continue }
            place = .client(index)
            var scanner = JSONScanner(at: value)
            let text = try scanner.readString(json)
            guard text.count > 0 else { throw .unexpectedValue }
            place = .otherClient(index)
            guard found?.equals(text, in: json) ?? true else { throw .unexpectedValue }
            found = text
        }
        return found
    }

    /// The first scope claim that is present, and the place of its value.
    private mutating func firstScopeClaim(
        _ paths: [ClaimPath], _ json: Span<UInt8>
    ) throws(JSONError) -> (index: Int, value: Int)? {
        for index in paths.indices {
            if let value = try paths[index].value(in: &reader, json) { return (index, value) }
        }
        return nil
    }

    /// Appends a string or an array of strings; scopes in a string are split at single spaces (RFC 6749 §3.3).
    private mutating func appendStrings(
        at place: Int, _ json: Span<UInt8>, splitsAtSpaces: Bool
    ) throws(JSONError) -> TextList {
        let start = claims.texts.count
        var scanner = JSONScanner(at: place)
        if case .array = try scanner.peek(json) {
            var reader = JSONReader(at: place)
            try reader.beginArray(json)
            while try reader.nextElement(json) { appendItem(try reader.readString(json), json) }
            return TextList(try part(from: start))
        }
        let text = try scanner.readString(json)
        if !splitsAtSpaces {
            appendItem(text, json)
        } else if text.hasEscapes {
            let bytes = text.decoded(in: json)
            appendWords(bytes.span, 0..<bytes.count)
        } else {
            appendWords(json, text.start..<text.end)
        }
        return TextList(try part(from: start))
    }

    private mutating func appendWords(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        var start = part.lowerBound
        for index in part where bytes[index] == 0x20 {
            if index > start { TextList.append(bytes, start..<index, to: &claims.texts) }
            start = index + 1
        }
        if part.upperBound > start { TextList.append(bytes, start..<part.upperBound, to: &claims.texts) }
    }

    private mutating func appendItem(_ text: JSONString, _ json: Span<UInt8>) {
        guard text.hasEscapes else { return TextList.append(json, text.start..<text.end, to: &claims.texts) }
        let bytes = text.decoded(in: json)
        TextList.append(bytes.span, 0..<bytes.count, to: &claims.texts)
    }

    private mutating func append(_ text: JSONString, _ json: Span<UInt8>) throws(JSONError) -> Range<UInt16> {
        let start = claims.texts.count
        if text.hasEscapes {
            claims.texts.append(contentsOf: text.decoded(in: json))
        } else {
            claims.texts.append(json, text.start..<text.end)
        }
        return try part(from: start)
    }

    /// The texts from a place on; a claim that is used twice could make them longer than a token can be.
    private func part(from start: Int) throws(JSONError) -> Range<UInt16> {
        guard let start = UInt16(exactly: start), let end = UInt16(exactly: claims.texts.count) else {
            throw .unexpectedValue
        }
        return start..<end
    }
}
