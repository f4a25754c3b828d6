internal import Synchronization

/// A token whose signature was verified, and what it says.
///
/// Whether it may pass is another question: expiry, type, issuer, audience, revocation, scopes, access and limits are
/// checked on every request.
public class VerifiedToken: @unchecked Sendable {
    // Neither this class nor its only subclass has anything that changes, but for one atomic note.

    /// What it says.
    public final let claims: Claims
    /// The issuer that its `iss` names, if the gate knows it.
    final let issuer: IssuerRules?
    /// The place of the issuer in the catalogue, or -1; this and what follows spares a look into its rules.
    final let issuerPlace: Int32
    /// Whether its issuer's configuration accepts the `typ` of its header.
    final let hasAcceptedType: Bool
    /// Whether its issuer's configuration accepts any audience, or one of the token's.
    final let hasAcceptedAudience: Bool
    final let acceptsAnyAudience: Bool
    final let clockSkewSeconds: Int32
    /// The longest accepted `exp - iat`; 0 accepts any.
    final let maximumLifetimeSeconds: Int64
    /// The `typ` of its header.
    final let type: TokenType
    /// The `GateRules` that the claims were read by; others may read them differently.
    final let rulesID: UInt64

    /// The token itself.
    final let bytes: [UInt8]
    /// Where its bytes belong in a table.
    final var hash: UInt64 {
        let bytes = bytes
        return Self.hash(of: bytes.span)
    }
    /// The keys of its issuer, and their generation when the token was verified.
    final let freshness: KeyFreshness
    final let keyGeneration: UInt64

    /// The API that it is the use on, if it is one: known here, so that it need not be asked for what it is.
    final let usedOn: GateAPI?

    /// Whether its client is denied: the version of the list shifted by one, and the answer in the lowest bit.
    final let denial = Atomic<UInt64>(.max)

    init(
        _ bytes: [UInt8], claims: Claims, issuer: IssuerRules?, type: TokenType, rulesID: UInt64,
        freshness: KeyFreshness = .never, keyGeneration: UInt64 = 0
    ) {
        self.bytes = bytes
        self.claims = claims
        self.issuer = issuer
        self.type = type
        self.rulesID = rulesID
        self.freshness = freshness
        self.keyGeneration = keyGeneration
        usedOn = nil
        issuerPlace = Int32(truncatingIfNeeded: issuer?.index ?? -1)
        hasAcceptedType = issuer?.tokenTypes.contains(type) ?? false
        hasAcceptedAudience = issuer?.audiences?.admits(claims) ?? true
        acceptsAnyAudience = issuer?.audiences == nil
        clockSkewSeconds = Int32(truncatingIfNeeded: issuer?.clockSkewSeconds ?? 0)
        maximumLifetimeSeconds = issuer?.maximumTokenLifetimeSeconds ?? 0
    }

    /// The same token, by itself or as the use on an API.
    init(_ other: VerifiedToken, usedOn api: GateAPI? = nil) {
        usedOn = api
        bytes = other.bytes
        claims = other.claims
        issuer = other.issuer
        type = other.type
        rulesID = other.rulesID
        freshness = other.freshness
        keyGeneration = other.keyGeneration
        issuerPlace = other.issuerPlace
        hasAcceptedType = other.hasAcceptedType
        hasAcceptedAudience = other.hasAcceptedAudience
        acceptsAnyAudience = other.acceptsAnyAudience
        clockSkewSeconds = other.clockSkewSeconds
        maximumLifetimeSeconds = other.maximumLifetimeSeconds
    }

    /// The token's use on an API, if this is one.
    func use(on api: GateAPI) -> TokenUse? { nil }

    /// A copy that shares nothing with its original, for another thread to hold.
    final func copy() -> VerifiedToken {
        var claims = claims
        let (bytes, texts) = (bytes, claims.texts)
        claims.texts = [UInt8](texts.span)
        return VerifiedToken(
            [UInt8](bytes.span), claims: claims, issuer: issuer, type: type, rulesID: rulesID, freshness: freshness,
            keyGeneration: keyGeneration)
    }

    /// Whether the keys that verified it are still its issuer's, and not too old.
    final func isVerified(at instant: Instant) -> Bool {
        freshness.generation.load(ordering: .acquiring) == keyGeneration
            && instant.monotonicNanoseconds <= freshness.usableUntil.load(ordering: .acquiring)
    }

    // MARK: - As an entry of the cache

    /// How much an entry is charged beyond its bytes, for its claims, its grants and its places in tables.
    static let overheadBytes = 512

    /// Shorter texts are no signed tokens: a signature alone has more characters.
    static let minimumByteCount = 64

    /// What the entry is charged.
    final var cost: Int { bytes.count + Self.overheadBytes + max(0, claims.texts.count - 128) }

    /// A hash of a token, from the end of its signature.
    ///
    /// Only verified tokens get into the cache, so their signature bits are as good as random. The last character is
    /// left out: two of its six bits are always zero.
    static func hash(of token: Span<UInt8>) -> UInt64 {
        guard token.count >= minimumByteCount else { return 0 }
        let mixed = token.word(at: token.count - 17) &* 0x9E37_79B9_7F4A_7C15 ^ token.word(at: token.count - 9)
        return mixed &* 0xD6E8_FEB8_6659_FD93
    }

    /// Whether the token is this one, byte for byte.
    ///
    /// The comparison ends at the first difference, which tells nobody anything: it is only made where the hashes are the
    /// same, and whoever can guess 96 bits of a signature has the token already.
    final func hasSameBytes(as other: Span<UInt8>) -> Bool { bytes.isEqual(to: other) }
}
