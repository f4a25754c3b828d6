internal import TollgateCatalogue
internal import TollgateEncoding

/// A reason why a text is not a usable key set.
@nonexhaustive
public enum KeySetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not strict JSON, or not an object with an array `keys` (RFC 7517 §5).
    case malformed
    /// It has more than 100 keys.
    case tooManyKeys
    /// None of its keys can verify RS256; those that it has, and why not.
    case noUsableKey(skipped: [SkippedKey])

    /// A stable name in snake_case, for logs and metrics.
    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .tooManyKeys: "too_many_keys"
        case .noUsableKey: "no_usable_key"
        }
    }

    /// The fault in a sentence.
    public var description: String {
        switch self {
        case .malformed: "not a JSON Web Key Set: a JSON object with an array `keys` is expected"
        case .tooManyKeys: "the key set has more than \(KeySet.maximumKeys) keys"
        case .noUsableKey(let skipped):
            "the key set has no RSA key of 2048 to 4096 bits for RS256 signatures" + Self.list(skipped)
        }
    }

    /// More keys than this are only counted.
    private static let maximumKeysTold = 4

    /// The keys of a set, as visible text: their identifiers are the server's.
    private static func list(_ skipped: [SkippedKey]) -> String {
        guard !skipped.isEmpty else { return ": it is empty" }
        let told = skipped.prefix(maximumKeysTold).map { key in
            let name = key.keyID.map { "`\(VisibleText.of(String($0.unicodeScalars.prefix(64))))`" }
            return "\(name ?? "a key without kid") (\(key.reason.rawValue))"
        }
        let more = skipped.count - told.count
        return "; skipped: " + told.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
