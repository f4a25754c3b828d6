public import TollgateCatalogue

/// The reason why an application type cannot be had, or not with these grants.
@nonexhaustive
public enum ApplicationTypeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The operator does not allow it.
    case typeNotAllowed(ApplicationType, allowed: [ApplicationType])
    /// Clients of this type are not registered at all.
    case typeNotRegistered(ApplicationType)
    /// The type has no such grant.
    case grantNotAllowed(GrantType, type: ApplicationType, allowed: [GrantType])
    /// The grant is switched off for all types.
    case grantSwitchedOff(GrantType)
    /// The type cannot be without this grant.
    case grantMissing(GrantType, type: ApplicationType)

    /// The stable name of the cause.
    package var code: String {
        switch self {
        case .typeNotAllowed: "application_type_not_allowed"
        case .typeNotRegistered: "application_type_not_registered"
        case .grantNotAllowed: "grant_type_not_allowed"
        case .grantSwitchedOff: "grant_type_switched_off"
        case .grantMissing: "grant_type_missing"
        }
    }

    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .typeNotAllowed(let type, let allowed):
            "the application type `\(type.rawValue)` is not allowed here; these are: "
                + allowed.map(\.rawValue).joined(separator: ", ")
        case .typeNotRegistered(let type):
            "applications of the type `\(type.rawValue)` bring a client_id of their own; nothing is registered for them"
        case .grantNotAllowed(let grant, let type, let allowed):
            "`\(grant.rawValue)` is no grant type for `\(type.rawValue)`; these are: "
                + allowed.map(\.rawValue).joined(separator: ", ")
        case .grantSwitchedOff(let grant):
            "the grant type `\(grant.rawValue)` is switched off, since it exposes credentials or tokens (RFC 9700 §2.1.2, §2.4)"
        case .grantMissing(let grant, let type): "`\(type.rawValue)` needs the grant type `\(grant.rawValue)`"
        }
    }
}
