/// The claims of a verified token, as far as the gate uses them.
///
/// The texts stand one after the other in one array, and become strings when they are asked for.
public struct Claims: Sendable {
    /// The issuer, `iss`.
    public var issuer: String { text(issuerPart) ?? "" }
    /// `sub`, if there is one.
    public var subject: String? { text(subjectPart) }
    /// The client that the token was issued to, from the issuer's `client_id_claims`.
    public var clientID: String? { text(clientPart) }
    /// `aud`: a single string counts as a list of one; `nil` where the token has none, or an empty list.
    public var audience: [String]? { hasAudience ? audiences.strings(in: texts) : nil }
    /// `exp`, in seconds since 1970, rounded down.
    public internal(set) var expiresAt: Int64? {
        get { Self.date(expiry) }
        set { expiry = newValue ?? Self.noDate }
    }
    /// `nbf`, in seconds since 1970, rounded up.
    public internal(set) var notBefore: Int64? {
        get { Self.date(beginning) }
        set { beginning = newValue ?? Self.noDate }
    }
    /// `iat`, in seconds since 1970, rounded up.
    public internal(set) var issuedAt: Int64? {
        get { Self.date(issue) }
        set { issue = newValue ?? Self.noDate }
    }
    /// The scopes, from the first of the issuer's `scope_claims` that is present, or from all of them.
    public var scopes: [String] { scopeList.strings(in: texts) }

    // The dates as they are kept: an optional number takes twice the room, in each remembered token.
    private var expiry = noDate
    private var beginning = noDate
    private var issue = noDate
    private static let noDate = Int64.min

    private static func date(_ seconds: Int64) -> Int64? { seconds == noDate ? nil : seconds }

    /// All texts; the parts below are places in it.
    var texts: [UInt8] = []
    var issuerPart: Range<UInt16>?
    var subjectPart: Range<UInt16>?
    var clientPart: Range<UInt16>?
    /// The strings of `aud`.
    var audiences = TextList()
    /// The strings of the scope claim.
    var scopeList = TextList()
    /// A bit for each audience that the catalogue speaks of, from ``AudienceNames``.
    var audienceBits: UInt64 = 0
    var hasAudience = false
    /// Whether the token is bound to a key (`cnf`, RFC 7800).
    var isBoundToKey = false
    /// The thumbprint of the certificate that the token is bound to, if it is bound to one and to nothing else
    /// (`x5t#S256`, RFC 8705 §3.1).
    var certificatePart: Range<UInt16>?
    /// The sign in the claims that this is no access token, if there is one.
    var otherTokenSign: OtherTokenSign?
    /// Whether something does.
    var isOtherKindOfToken: Bool { otherTokenSign != nil }

    init() {}

    /// Claims that were not read from a token just now: for explaining and replaying.
    ///
    /// - Parameters:
    ///   - issuer: `iss`.
    ///   - clientID: The client.
    ///   - subject: `sub`. Default: none.
    ///   - audience: `aud`. Default: none.
    ///   - scopes: The scopes; those for which a token would have no room are left out.
    package init(
        issuer: String, clientID: String, subject: String? = nil, audience: [String]? = nil, scopes: [String]
    ) {
        issuerPart = append(issuer)
        clientPart = append(clientID)
        subjectPart = subject.flatMap { append($0) }
        hasAudience = audience?.isEmpty == false
        audiences = append(audience ?? [])
        scopeList = append(scopes)
    }

    /// No token has more text than this: it is shorter itself.
    static let maximumBytes = 65_535

    private mutating func append(_ string: String) -> Range<UInt16> {
        let start = UInt16(truncatingIfNeeded: texts.count)
        texts.append(contentsOf: string.utf8.prefix(Self.maximumBytes - texts.count))
        return start..<UInt16(truncatingIfNeeded: texts.count)
    }

    private mutating func append(_ strings: [String]) -> TextList {
        let start = UInt16(truncatingIfNeeded: texts.count)
        for string in strings {
            let bytes = Array(string.utf8)
            guard texts.count + bytes.count + 2 <= Self.maximumBytes else { break }
            TextList.append(bytes.span, 0..<bytes.count, to: &texts)
        }
        return TextList(start..<UInt16(truncatingIfNeeded: texts.count))
    }

    private func text(_ part: Range<UInt16>?) -> String? {
        part.map { String(decoding: texts[Int($0.lowerBound)..<Int($0.upperBound)], as: UTF8.self) }
    }
}
