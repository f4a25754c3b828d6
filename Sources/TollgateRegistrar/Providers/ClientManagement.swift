/// What a provider wants to see before a registered client is read, changed or deleted.
public enum ClientManagement: String, CaseIterable, Hashable, Sendable {
    /// The client's own registration access token, at its `registration_client_uri` (RFC 7592).
    case registrationAccessToken = "registration_access_token"
    /// What let the registration in, at the registration endpoint with the client's identifier appended.
    case initialAccess = "initial_access"
    /// An administrator's name and password (RFC 7617), at the registration endpoint with the client's identifier
    /// appended.
    case basic
}
