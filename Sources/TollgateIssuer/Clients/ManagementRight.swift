/// The right with which a client is managed.
enum ManagementRight: Sendable {
    /// The bearer token is, or claims to be, the client's registration access token (RFC 7592 §2).
    case registrationToken(String)
    /// The bearer token carries the realm's scope for registrations.
    case administrator

    var isAdministrator: Bool {
        switch self {
        case .registrationToken: false
        case .administrator: true
        }
    }
}
