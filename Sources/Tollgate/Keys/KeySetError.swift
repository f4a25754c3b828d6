/// Why a text is not a usable key set.
@nonexhaustive
public enum KeySetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not strict JSON, or not an object with an array `keys` of objects (RFC 7517 §5).
    case malformed
    /// It has more than 100 keys.
    case tooManyKeys
    /// None of its keys can verify RS256.
    case noUsableKey

    /// A stable name in snake_case, for logs and metrics.
    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .tooManyKeys: "too_many_keys"
        case .noUsableKey: "no_usable_key"
        }
    }

    /// What is wrong, in a sentence.
    public var description: String {
        switch self {
        case .malformed: "not a JSON Web Key Set: a JSON object with an array `keys` is expected"
        case .tooManyKeys: "the key set has more than \(KeySet.maximumKeys) keys"
        case .noUsableKey: "the key set has no RSA key of 2048 to 4096 bits for RS256 signatures"
        }
    }
}
