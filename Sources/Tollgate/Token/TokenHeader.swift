internal import TollgateEncoding

/// The members of a token's header (RFC 7515 §4) that are read before anything is verified.
struct TokenHeader {
    /// The longest accepted `kid`, in bytes.
    static let maximumKeyIDBytes = 256

    /// The key that the token says it was signed with; it only ever selects among configured keys.
    let keyID: ExactString?
    /// The `typ` as the header writes it, `nil` where it has none.
    let type: String?
    /// The `typ` as it is compared.
    let tokenType: TokenType

    /// Reads the decoded header and checks everything that can be checked without a key.
    ///
    /// The algorithm comes first, then members that must be understood, then the type. `jku`, `x5u` and `x5t` are
    /// ignored: no key is ever taken from where a token points (RFC 8725 §3.10).
    ///
    /// - Parameters:
    ///   - json: The decoded header.
    ///   - acceptedTypes: The union of the types that the gate's issuers accept.
    /// - Throws: ``Rejection/tokenMalformed``, ``Rejection/algorithmUnsupported``, ``Rejection/headerUnsupported`` or
    ///   ``Rejection/tokenTypeUnsupported``.
    init(_ json: Span<UInt8>, acceptedTypes: Set<TokenType>) throws(Rejection) {
        var members = Members()
        do {
            try members.read(json)
        } catch {
            throw .tokenMalformed
        }
        guard members.isRS256 else { throw .algorithmUnsupported }
        guard !members.hasUnsupported else { throw .headerUnsupported }
        tokenType = TokenType(members.type)
        guard !members.hasBrokenType, acceptedTypes.contains(tokenType) else { throw .tokenTypeUnsupported }
        if members.hasKeyID {
            guard let keyID = members.keyID, (1...Self.maximumKeyIDBytes).contains(keyID.utf8.count) else {
                throw .tokenMalformed
            }
            self.keyID = ExactString(keyID)
        } else {
            keyID = nil
        }
        type = members.type
    }

    private struct Members {
        var isRS256 = false
        var hasUnsupported = false
        var hasBrokenType = false
        var type: String?
        var hasKeyID = false
        var keyID: String?

        mutating func read(_ json: Span<UInt8>) throws(JSONError) {
            var reader = JSONReader()
            try reader.beginObject(json)
            while let name = try reader.nextMember(json) {
                if name.equals("alg", in: json) {
                    if case .string = try reader.peek(json) {
                        isRS256 = try reader.readString(json).equals("RS256", in: json)
                    } else {
                        try reader.skipValue(json)
                    }
                } else if name.equals("kid", in: json) {
                    hasKeyID = true
                    if case .string = try reader.peek(json) {
                        keyID = try reader.readText(json)
                    } else {
                        try reader.skipValue(json)
                    }
                } else if name.equals("typ", in: json) {
                    if case .string = try reader.peek(json) {
                        type = try reader.readText(json)
                    } else {
                        hasBrokenType = true
                        try reader.skipValue(json)
                    }
                } else {
                    if Self.isUnsupported(name, json) { hasUnsupported = true }
                    try reader.skipValue(json)
                }
            }
            try reader.endDocument(json)
        }

        /// `crit` and `b64` change what is signed, `zip` and `enc` what it means, `cty` nests another token, and
        /// `jwk` and `x5c` bring a key of the sender's own (security rows 6, 10–12, 27).
        private static func isUnsupported(_ name: JSONString, _ json: Span<UInt8>) -> Bool {
            name.equals("crit", in: json) || name.equals("b64", in: json) || name.equals("zip", in: json)
                || name.equals("enc", in: json) || name.equals("cty", in: json) || name.equals("jwk", in: json)
                || name.equals("x5c", in: json)
        }
    }
}
