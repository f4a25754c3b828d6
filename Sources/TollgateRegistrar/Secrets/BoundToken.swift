internal import TollgateHTTP

/// A registration access token as it is sealed: together with the only origin that it may be sent to.
///
/// `registration_client_uri` stands beside it in the clear. Somebody who can write to the database, and could not read
/// the token, would otherwise have it sent to himself.
struct BoundToken {
    private static let separator: Character = "\n"

    /// The token.
    let token: Secret
    /// Scheme, host and port of where it goes; `nil` in what earlier versions have sealed.
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

    /// Whether it may be sent to a URL.
    func isBound(to url: String?) -> Bool {
        guard let origin, let url else { return true }
        return URLParts(url)?.origin == origin
    }
}
