/// Why a store did not do what it was asked.
@nonexhaustive
public enum ClientStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is a provider of this name.
    case providerExists(name: String)
    /// There is no provider of this name.
    case providerUnknown(name: String)
    /// Clients still refer to the provider; which ones, by application and record.
    case providerInUse(name: String, clients: [String])
    /// There is no such record.
    case clientUnknown(id: String)
    /// The record has changed since the caller saw it.
    case conflict(id: String, expected: Int, found: Int)
    /// The record's state does not allow the step.
    case transitionRefused(id: String, state: ClientState, transition: String)
    /// What is stored cannot be read.
    case recordDamaged(id: String)
    /// The store does not work.
    case unavailable(reason: String)

    /// The stable name of the cause.
    public var code: String {
        switch self {
        case .providerExists: "provider_exists"
        case .providerUnknown: "provider_unknown"
        case .providerInUse: "provider_in_use"
        case .clientUnknown: "client_unknown"
        case .conflict: "client_conflict"
        case .transitionRefused: "transition_refused"
        case .recordDamaged: "record_damaged"
        case .unavailable: "store_unavailable"
        }
    }

    /// What happened, in words for a person.
    public var description: String {
        switch self {
        case .providerExists(let name): "there is a provider `\(name)` already"
        case .providerUnknown(let name): "there is no provider `\(name)`"
        case .providerInUse(let name, let clients):
            "the provider `\(name)` cannot be deleted while clients are registered there: "
                + clients.joined(separator: ", ")
        case .clientUnknown(let id): "there is no client record `\(id)`"
        case .conflict(let id, let expected, let found):
            "the client record `\(id)` was changed meanwhile (version \(found), expected \(expected))"
        case .transitionRefused(let id, let state, let transition):
            "the client record `\(id)` is \(state), which does not allow `\(transition)`"
        case .recordDamaged(let id): "the record `\(id)` cannot be read"
        case .unavailable(let reason): "the store does not work: \(reason)"
        }
    }
}
