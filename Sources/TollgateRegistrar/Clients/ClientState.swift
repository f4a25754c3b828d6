/// The point at which a client's record stands between the registrar and the provider.
///
/// A state is committed before the provider is asked, so that a crash at any point leaves a record that says what may
/// have happened.
public enum ClientState: Hashable, Sendable {
    /// The registration is about to be sent, or was sent and not yet answered.
    case registering
    /// The client exists and its credential is known; no token of its own has passed the gate's checks yet.
    ///
    /// The reason says why the last attempt did not come to an end; there is none as long as one is under way.
    case verifying(reason: String?)
    /// The client exists and its credential is known.
    case active
    /// A change is about to be sent, or was sent and not yet answered.
    case updating
    /// The client must go: the gate refuses it already, the provider has not confirmed yet.
    case deleting
    /// The client does not exist any more.
    case deleted
    /// The registration did not lead to a client.
    case failed(reason: String)
    /// Nobody knows whether the last operation took effect.
    case inDoubt(reason: String)
    /// The provider does not let this registrar manage the client; it may still exist.
    case lost(reason: String)

    /// A state without its reason.
    ///
    /// The raw value is the stable name.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// See ``ClientState/registering``.
        case registering
        /// See ``ClientState/verifying(reason:)``.
        case verifying
        /// See ``ClientState/active``.
        case active
        /// See ``ClientState/updating``.
        case updating
        /// See ``ClientState/deleting``.
        case deleting
        /// See ``ClientState/deleted``.
        case deleted
        /// See ``ClientState/failed(reason:)``.
        case failed
        /// See ``ClientState/inDoubt(reason:)``.
        case inDoubt = "in_doubt"
        /// See ``ClientState/lost(reason:)``.
        case lost
    }

    /// The stable names of all states.
    package static let names = Kind.allCases.map(\.rawValue)

    /// The state without its reason.
    package var kind: Kind {
        switch self {
        case .registering: .registering
        case .verifying: .verifying
        case .active: .active
        case .updating: .updating
        case .deleting: .deleting
        case .deleted: .deleted
        case .failed: .failed
        case .inDoubt: .inDoubt
        case .lost: .lost
        }
    }

    /// The stable name.
    public var name: String { kind.rawValue }

    /// The reason, where a state has one.
    public var reason: String? {
        switch self {
        case .failed(let reason), .inDoubt(let reason), .lost(let reason): reason
        case .verifying(let reason): reason
        case .registering, .active, .updating, .deleting, .deleted: nil
        }
    }

    /// Whether nothing of the client is left at the provider, for all that is known.
    ///
    /// Records in such a state do not keep their provider from being deleted.
    public var isFinal: Bool {
        switch self {
        case .deleted, .failed: true
        case .registering, .verifying, .active, .updating, .deleting, .inDoubt, .lost: false
        }
    }

    /// Whether the provider does not let the registrar manage the client.
    var isLost: Bool {
        if case .lost = self { true } else { false }
    }

    /// The state of this name, as a store holds it; `nil` for a name that this version does not know.
    public init?(name: String, reason: String?) {
        guard let kind = Kind(rawValue: name) else { return nil }
        switch kind {
        case .registering: self = .registering
        case .verifying: self = .verifying(reason: reason)
        case .active: self = .active
        case .updating: self = .updating
        case .deleting: self = .deleting
        case .deleted: self = .deleted
        case .failed: self = .failed(reason: reason ?? "")
        case .inDoubt: self = .inDoubt(reason: reason ?? "")
        case .lost: self = .lost(reason: reason ?? "")
        }
    }
}

extension ClientState: CustomStringConvertible {
    /// The name, and the reason where there is one.
    public var description: String {
        reason.map { "\(name): \($0)" } ?? name
    }
}
