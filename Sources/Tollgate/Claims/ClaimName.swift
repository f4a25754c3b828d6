internal import TollgateEncoding

/// The names of claims that have a meaning of their own, each as the number that its characters make.
///
/// Comparing one number is quicker than comparing a string with each name in turn; a name with escapes in it is
/// unescaped first, so `"\u0065xp"` is `exp`.
enum ClaimName: UInt64 {
    case issuer = 0x73_7369  // iss
    case subject = 0x62_7573  // sub
    case audience = 0x64_7561  // aud
    case expiresAt = 0x70_7865  // exp
    case notBefore = 0x66_626E  // nbf
    case issuedAt = 0x74_6169  // iat
    case type = 0x70_7974  // typ
    case confirmation = 0x66_6E63  // cnf
    case nonce = 0x65_636E_6F6E  // nonce
    case events = 0x7374_6E65_7665  // events
    case codeHash = 0x6873_6168_5F63  // c_hash
    case accessTokenHash = 0x68_7361_685F_7461  // at_hash
    case tokenUse = 1

    /// The name of a member, if it is one of these.
    init?(_ name: JSONString, in json: Span<UInt8>) {
        if name.hasEscapes {
            let bytes = name.decoded(in: json)
            self.init(bytes.span, 0..<bytes.count)
        } else {
            self.init(json, name.start..<name.end)
        }
    }

    @inline(__always)
    private init?(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        if part.count > 8 {
            // `token_use` is the only longer one.
            guard part.count == 9, bytes.word(at: part.lowerBound) == 0x7375_5F6E_656B_6F74,
                bytes[part.upperBound - 1] == UInt8(ascii: "e")
            else { return nil }
            self = .tokenUse
            return
        }
        // A zero at the end, which an escape can write, would leave the number as it is.
        guard let last = part.last, bytes[last] != 0 else { return nil }
        let word = bytes.shortWord(part)
        guard word != Self.tokenUse.rawValue else { return nil }
        self.init(rawValue: word)
    }
}
