/// A key of a set that cannot be used for RS256, and why.
///
/// One such key never spoils the set (RFC 7517 §5).
public struct SkippedKey: Hashable, Sendable {
    /// Why a key was skipped.
    @nonexhaustive
    public enum Reason: String, Hashable, Sendable {
        /// `kty` is not `RSA`.
        case otherKeyType = "key_type"
        /// `use` is there and is not `sig`, or `key_ops` is there and does not contain `verify`.
        case otherUse = "use"
        /// `alg` is there and is not `RS256`.
        case otherAlgorithm = "algorithm"
        /// A member of a private or symmetric key is there: it must not be published (RFC 7517 §9.2).
        case privateKey = "private_key"
        /// `n` or `e` is absent or not canonical base64url, or a member has another type than it must.
        case malformed = "malformed"
        /// The modulus has fewer than 2048 or more than 4096 bits.
        case modulusSize = "modulus_size"
        /// The modulus or the exponent cannot be those of a sound RSA key.
        case unsound = "unsound"
        /// The modulus has the fingerprint of the ROCA library: it can be factored (CVE-2017-15361).
        case roca
        /// Another usable key of the set has the same `kid`: neither is used.
        case duplicateKeyID = "duplicate_kid"
    }

    /// The `kid`, if the key has one.
    public let keyID: String?
    /// Why it was skipped.
    public let reason: Reason
}
