internal import Synchronization

/// A token whose signature was verified, and what it says.
///
/// Whether it may pass is another question: expiry, type, issuer, audience, revocation, scopes, access and limits are
/// checked on every request.
public final class VerifiedToken: Sendable {
    /// What it says.
    public let claims: Claims
    /// The issuer that its `iss` names, if the gate knows it.
    let issuer: IssuerRules?
    /// Whether its issuer's configuration accepts the `typ` of its header.
    let hasAcceptedType: Bool
    /// The `typ` of its header.
    let type: TokenType
    /// The `GateRules` that the claims were read by; others may read them differently.
    let rulesID: UInt64

    /// The token itself.
    let bytes: [UInt8]
    /// Where its bytes belong in a table.
    let hash: UInt64
    /// The keys of its issuer, and their generation when the token was verified.
    let freshness: KeyFreshness?
    let keyGeneration: UInt64

    /// Whether its client is denied: the version of the list shifted by one, and the answer in the lowest bit.
    let denial = Atomic<UInt64>(.max)

    init(
        _ bytes: [UInt8], claims: Claims, issuer: IssuerRules?, type: TokenType, rulesID: UInt64,
        freshness: KeyFreshness? = nil, keyGeneration: UInt64 = 0
    ) {
        self.bytes = bytes
        self.claims = claims
        self.issuer = issuer
        self.type = type
        self.rulesID = rulesID
        self.freshness = freshness
        self.keyGeneration = keyGeneration
        hasAcceptedType = issuer?.tokenTypes.contains(type) ?? false
        hash = Self.hash(of: bytes.span)
    }

    /// A copy that shares nothing with its original, for another thread to hold.
    func copy() -> VerifiedToken {
        var claims = claims
        let (bytes, texts) = (bytes, claims.texts)
        claims.texts = [UInt8](texts.span)
        return VerifiedToken(
            [UInt8](bytes.span), claims: claims, issuer: issuer, type: type, rulesID: rulesID, freshness: freshness,
            keyGeneration: keyGeneration)
    }

    /// Whether the keys that verified it are still its issuer's, and not too old.
    func isVerified(at instant: Instant) -> Bool {
        guard let freshness else { return false }
        return freshness.generation.load(ordering: .acquiring) == keyGeneration
            && instant.monotonicNanoseconds <= freshness.usableUntil.load(ordering: .acquiring)
    }

    // MARK: - As an entry of the cache

    /// How much an entry is charged beyond its bytes, for its claims, its grants and its places in tables.
    static let overheadBytes = 512

    /// Shorter texts are no signed tokens: a signature alone has more characters.
    static let minimumByteCount = 64

    /// What the entry is charged.
    var cost: Int { bytes.count + Self.overheadBytes + max(0, claims.texts.count - 128) }

    /// A hash of a token, from the end of its signature.
    ///
    /// Only verified tokens get into the cache, so their signature bits are as good as random. The last character is
    /// left out: two of its six bits are always zero.
    static func hash(of token: Span<UInt8>) -> UInt64 {
        guard token.count >= minimumByteCount else { return 0 }
        let mixed = token.word(at: token.count - 17) &* 0x9E37_79B9_7F4A_7C15 ^ token.word(at: token.count - 9)
        return mixed &* 0xD6E8_FEB8_6659_FD93
    }

    /// Whether the token is this one.
    ///
    /// It looks at every byte, wherever the first difference is.
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard bytes.count == other.count else { return false }
        return unsafe other.withUnsafeBytes { other in
            unsafe bytes.withUnsafeBytes { mine in
                var difference: UInt64 = 0
                let words = mine.count >> 3
                // Nothing in this loop can trap, so that it is vectorised.
                for word in 0..<words {
                    difference |=
                        unsafe mine.loadUnaligned(fromByteOffset: word &<< 3, as: UInt64.self)
                        ^ other.loadUnaligned(fromByteOffset: word &<< 3, as: UInt64.self)
                }
                for index in (words &<< 3)..<mine.count { difference |= UInt64(unsafe mine[index] ^ other[index]) }
                return difference == 0
            }
        }
    }
}
