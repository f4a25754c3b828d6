/// How a provider gives a registered client a new secret.
public enum SecretRotation: Hashable, Sendable {
    /// Not at all: RFC 7592 has no such operation.
    case unsupported
    /// With every update (RFC 7592 §2.2 lets it).
    case update
    /// With a request of its own.
    case request(RotationRequest)
}
