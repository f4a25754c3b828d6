/// The thing that a decision has to wait for.
///
/// More cases may come: a limit that another machine keeps, for example.
@nonexhaustive
public enum Wait: Hashable, Sendable {
    /// Fetches of issuers' keys, one of which may bring the key of the token: see
    /// ``KeyStore/finished(_:within:clock:)``.
    case keys(KeyWait)
}
