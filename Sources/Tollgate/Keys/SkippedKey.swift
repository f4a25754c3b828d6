/// A key of a set that cannot be used for RS256, and why.
///
/// One such key never spoils the set (RFC 7517 §5).
public struct SkippedKey: Hashable, Sendable {
    /// A reason for skipping a key.
    @nonexhaustive
    public enum Reason: String, Hashable, Sendable {
        /// It is no JSON object (RFC 7517 §4).
        case notAnObject = "not_object"
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
        /// The exponent is even, smaller than 65 537, or 2³³ or more.
        case exponent
        /// The modulus is even, or libcrypto refuses the key.
        case unsound = "unsound"
        /// The modulus has the fingerprint of the ROCA library: it can be factored (CVE-2017-15361).
        case roca
        /// Another usable key of the set has the same `kid`: neither is used.
        case duplicateKeyID = "duplicate_kid"

        /// The fault of such a key, and the remedy, in a few words.
        public var explanation: String {
            switch self {
            case .notAnObject: "not a JSON object, and so not a key"
            case .otherKeyType: "not an RSA key: `kty` must be RSA"
            case .otherUse: "not for signatures: `use` must be sig or absent, `key_ops` contain verify or be absent"
            case .otherAlgorithm: "not for RS256: `alg` must be RS256 or absent"
            case .privateKey: "has members of a private key, which must never be published: replace it"
            case .malformed: "`n` or `e` is missing, or a member is not written as RFC 7517 and RFC 7518 have it"
            case .modulusSize: "the modulus must have 2048 to 4096 bits"
            case .exponent: "the exponent must be odd, at least 65537 and less than 2^33"
            case .unsound: "the modulus cannot be that of an RSA key"
            case .roca: "made by the ROCA library, so that it can be factored (CVE-2017-15361): replace it"
            case .duplicateKeyID: "another key of the set has the same `kid`, so neither is used"
            }
        }
    }

    /// The `kid`, if the key has one.
    public let keyID: String?
    /// The reason for skipping it.
    public let reason: Reason

    package init(keyID: String?, reason: Reason) {
        self.keyID = keyID
        self.reason = reason
    }
}
