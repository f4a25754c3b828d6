/// The addresses of one realm, with the paths that Keycloak uses.
struct RealmURLs: Sendable {
    let issuer: String

    init(baseURL: String, realm: String) {
        issuer = "\(baseURL)/realms/\(realm)"
    }

    var authorization: String { issuer + "/protocol/openid-connect/auth" }
    var keys: String { issuer + "/protocol/openid-connect/certs" }
    var registration: String { issuer + "/clients-registrations/openid-connect" }
    var token: String { issuer + "/protocol/openid-connect/token" }

    func client(_ id: String) -> String { "\(registration)/\(id)" }

    /// `url` without a trailing slash.
    ///
    /// - Throws: ``IssuerError/invalidBaseURL(_:)`` unless `url` is a scheme, a host and at most a port: a path would
    ///   put the RFC 8414 metadata where this server does not answer.
    static func checkedBase(_ url: String) throws(IssuerError) -> String {
        let trimmed = url.hasSuffix("/") ? String(url.dropLast()) : url
        for scheme in ["http://", "https://"] where trimmed.hasPrefix(scheme) {
            let authority = trimmed.dropFirst(scheme.count).utf8
            let forbidden = Array("/?#@\\\"".utf8)
            if !authority.isEmpty, authority.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }) {
                return trimmed
            }
        }
        throw .invalidBaseURL(url)
    }
}
