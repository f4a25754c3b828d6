/// The reason why a store does not work, or not for one record.
@nonexhaustive
public enum StoreFailure: Hashable, Sendable, CustomStringConvertible {
    /// The stored form of this record cannot be read.
    case recordDamaged(id: String)
    /// The store cannot be read or written.
    case unavailable(reason: String)

    /// The stable name of the cause.
    package var code: String {
        switch self {
        case .recordDamaged: "record_damaged"
        case .unavailable: "store_unavailable"
        }
    }

    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .recordDamaged(let id): "the record `\(id)` cannot be read"
        case .unavailable(let reason): "the store does not work: \(reason)"
        }
    }
}
