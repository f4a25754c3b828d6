/// The protocol that a provider speaks.
public enum ProviderType: String, CaseIterable, Hashable, Sendable {
    /// Discovery, RFC 7591 and RFC 7592, with a driver's departures.
    case oidc
    /// Tollgate's own small protocol for identity providers that have none: `POST /clients`, `PUT` and `DELETE`
    /// `/clients/{client_id}`, `POST /clients/{client_id}/rotate-secret`.
    case httpBridge = "http_bridge"
}
