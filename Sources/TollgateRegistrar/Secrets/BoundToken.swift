internal import TollgateOutbound

/// A registration access token as it is sealed: together with the only origin that it may be sent to.
///
/// `registration_client_uri` stands beside it in the clear. An attacker who can write to the database, and could not
/// read the token, would otherwise have it sent to another server.
struct BoundToken {
    private static let separator: Character = "\n"

    /// The token.
    let token: Secret
    /// The scheme, host and port to which it is sent; `nil` in tokens that earlier versions have sealed.
    let origin: String?

    /// A token for the origin of a URL; a token itself has no line break in it.
    init(_ token: Secret, for url: String?) {
        self.token = token
        origin = url.flatMap(URLParts.init)?.origin
    }

    /// Reads what `plaintext` gave.
    init(plaintext: Secret) {
        let parts = plaintext.reveal().split(separator: Self.separator, maxSplits: 1)
        token = parts.first.map { Secret(String($0)) } ?? plaintext
        origin = parts.count == 2 ? String(parts[1]) : nil
    }

    var plaintext: Secret {
        origin.map { Secret(token.reveal() + String(Self.separator) + $0) } ?? token
    }

    /// Says whether it may be sent to a URL.
    func isBound(to url: String?) -> Bool {
        guard let origin, let url else { return true }
        return URLParts(url)?.origin == origin
    }
}
