/// The audiences that a token must be meant for (RFC 7519 §4.1.3).
public enum AcceptedAudiences: Hashable, Sendable {
    /// Any, or none at all. A token that was issued for another service passes, so this is warned about.
    case any
    /// At least one of these, compared byte for byte.
    case oneOf([String])
}
