internal import Synchronization
internal import TollgateConcurrency
internal import TollgateEncoding

/// A token whose signature was verified, and what it says.
///
/// Whether it may pass is another question: expiry, type, issuer, audience, revocation, scopes, access and limits are
/// checked on every request.
public class VerifiedToken: @unchecked Sendable {
    // Neither this class nor its only subclass has anything that changes, but for atomic notes.

    /// The claims of the token.
    public final let claims: Claims
    /// The issuer that its `iss` names, if the gate knows it.
    final let issuer: CompiledIssuer?
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
    /// The ``CatalogueIndex`` that the claims were read by; others may read them differently.
    final let indexID: UInt64

    /// The token itself.
    final let bytes: [UInt8]
    /// The hash of its bytes, for tables.
    final var hash: UInt64 {
        let bytes = bytes
        return Self.hash(of: bytes.span)
    }
    /// The keys of its issuer, and their generation when the token was verified.
    final let freshness: KeyFreshness
    final let keyGeneration: UInt64

    /// The API that it is authorized on, if it is an ``AuthorizedToken``: known here, so that its type need not be
    /// asked for.
    final let authorizedAPI: CompiledAPI?

    /// Whether its client is denied: the version of the list shifted by one, and the answer in the lowest bit.
    final let denial = Atomic<UInt64>(.max)

    /// The bytes that a server has rendered of it; only the table that has the token sets it, and counts it.
    final let note = LazyReference<TokenNote>()

    init(
        _ bytes: [UInt8], claims: Claims, issuer: CompiledIssuer?, type: TokenType, indexID: UInt64,
        freshness: KeyFreshness = .never, keyGeneration: UInt64 = 0
    ) {
        self.bytes = bytes
        self.claims = claims
        self.issuer = issuer
        self.type = type
        self.indexID = indexID
        self.freshness = freshness
        self.keyGeneration = keyGeneration
        authorizedAPI = nil
        issuerPlace = Int32(truncatingIfNeeded: issuer?.place ?? -1)
        hasAcceptedType = issuer?.tokenTypes.contains(type) ?? false
        hasAcceptedAudience = issuer?.audiences?.admits(claims) ?? true
        acceptsAnyAudience = issuer?.audiences == nil
        clockSkewSeconds = Int32(truncatingIfNeeded: issuer?.clockSkewSeconds ?? 0)
        maximumLifetimeSeconds = issuer?.maximumTokenLifetimeSeconds ?? 0
    }

    /// The same token, by itself or authorized on an API.
    init(_ other: VerifiedToken, authorizedOn api: CompiledAPI? = nil) {
        authorizedAPI = api
        bytes = other.bytes
        claims = other.claims
        issuer = other.issuer
        type = other.type
        indexID = other.indexID
        freshness = other.freshness
        keyGeneration = other.keyGeneration
        issuerPlace = other.issuerPlace
        hasAcceptedType = other.hasAcceptedType
        hasAcceptedAudience = other.hasAcceptedAudience
        acceptsAnyAudience = other.acceptsAnyAudience
        clockSkewSeconds = other.clockSkewSeconds
        maximumLifetimeSeconds = other.maximumLifetimeSeconds
    }

    /// The same token as it is authorized on an API, if it is.
    func authorization(on api: CompiledAPI) -> AuthorizedToken? { nil }

    /// A copy that shares nothing with its original, for another thread to hold.
    final func copy() -> VerifiedToken {
        var claims = claims
        let (bytes, texts) = (bytes, claims.texts)
        claims.texts = [UInt8](texts.span)
        return VerifiedToken(
            [UInt8](bytes.span), claims: claims, issuer: issuer, type: type, indexID: indexID, freshness: freshness,
            keyGeneration: keyGeneration)
    }

    /// Whether the keys that verified it are still its issuer's, and not too old.
    final func isVerified(at instant: Instant) -> Bool {
        freshness.generation.load(ordering: .acquiring) == keyGeneration
            && instant.monotonicNanoseconds <= freshness.usableUntil.load(ordering: .acquiring)
    }

    // MARK: - As an entry of the cache

    /// The bytes that an entry is charged beyond its own, for its claims, its grants and its places in tables.
    static let overheadBytes = 512

    /// Shorter texts are no signed tokens: a signature alone has more characters.
    static let minimumByteCount = 64

    /// The bytes that the entry is charged.
    final var cost: Int {
        bytes.count + Self.overheadBytes + max(0, claims.texts.count - 128) + (note.load()?.cost ?? 0)
    }

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
    /// The comparison ends at the first difference, which gives nothing away: it is only made where the hashes are the
    /// same, and an attacker that can guess 96 bits of a signature has the token already.
    final func hasSameBytes(as other: Span<UInt8>) -> Bool { bytes.isEqual(to: other) }
}
