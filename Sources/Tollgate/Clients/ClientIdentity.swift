internal import TollgateEncoding

/// One client of one issuer, compared byte for byte.
///
/// Client identifiers are unique only within their issuer (RFC 6749 §2.2).
public struct ClientIdentity: Hashable, Sendable {
    private let exactIssuer: ExactString
    private let exactID: ExactString

    /// The issuer identifier, as in `iss`.
    public var issuer: String { exactIssuer.text }
    /// The client identifier, as in `client_id`.
    public var clientID: String { exactID.text }

    /// The client ``clientID`` of `issuer`.
    public init(issuer: String, clientID: String) {
        exactIssuer = ExactString(issuer)
        exactID = ExactString(clientID)
    }
}
