/// The reason why a secret could not be sealed or opened.
@nonexhaustive
public enum SealingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key is not 32 bytes long, or its identifier is not 1 to 255 bytes long.
    case keyInvalid
    /// The box was sealed with a key that is not at hand.
    case keyUnknown(id: String)
    /// The box was altered, or it belongs to another record, field or tenant.
    case boxDamaged

    /// The stable name of the cause.
    package var code: String {
        switch self {
        case .keyInvalid: "sealing_key_invalid"
        case .keyUnknown: "sealing_key_unknown"
        case .boxDamaged: "sealed_secret_damaged"
        }
    }

    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .keyInvalid: "a sealing key is 32 bytes long and has an identifier of 1 to 255 bytes"
        case .keyUnknown(let id): "the secret was sealed with the key `\(id)`, which is not configured"
        case .boxDamaged: "the sealed secret does not open: it was altered, moved, or the key is another one"
        }
    }
}
