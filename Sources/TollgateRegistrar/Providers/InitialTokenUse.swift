/// How often a provider lets one initial access token register a client.
public enum InitialTokenUse: String, Hashable, Sendable {
    /// As often as it is valid.
    case reusable
    /// Once: a fresh one is fetched for every registration.
    case single
}
