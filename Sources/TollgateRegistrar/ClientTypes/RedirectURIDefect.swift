/// The first defect in a list of redirect URIs.
package enum RedirectURIDefect: Error, Hashable, Sendable, CustomStringConvertible {
    /// The client type sends users through a redirect URI, and there is none.
    case missing(clientType: String)
    /// There are more than 20.
    case tooMany(count: Int)
    /// One is longer than 2 000 bytes.
    case tooLong(String)
    /// One stands there twice.
    case repeated(String)
    /// It is not an absolute URI of visible ASCII characters (RFC 6749 §3.1.2), or holds a user name.
    case notAbsolute(String)
    /// It has a fragment (RFC 6749 §3.1.2).
    case fragment(String)
    /// It has a wildcard: redirect URIs are compared as they are (RFC 9700 §2.1).
    case wildcard(String)
    /// It is plain http to another machine.
    case plainHTTP(String)
    /// It points to the developer's own machine, and the client type or the operator does not allow that.
    case loopback(String)
    /// Its scheme belongs to no application, or runs what it carries.
    case schemeRefused(String, scheme: String)
    /// An application's own scheme in a client that is none on a device.
    case schemeNotNative(String, scheme: String)

    /// The stable name of the cause.
    package var code: String {
        switch self {
        case .missing: "redirect_uri_missing"
        case .tooMany: "redirect_uris_too_many"
        case .tooLong: "redirect_uri_too_long"
        case .repeated: "redirect_uri_repeated"
        case .notAbsolute: "redirect_uri_not_absolute"
        case .fragment: "redirect_uri_fragment"
        case .wildcard: "redirect_uri_wildcard"
        case .plainHTTP: "redirect_uri_plain_http"
        case .loopback: "redirect_uri_loopback"
        case .schemeRefused, .schemeNotNative: "redirect_uri_scheme"
        }
    }

    /// The cause in words for a person.
    package var description: String {
        switch self {
        case .missing(let type): "the client type `\(type)` needs at least one redirect URI (RFC 7591 §2)"
        case .tooMany(let count):
            "\(count) redirect URIs are too many; at most \(RedirectURIRules.maximumCount) are allowed"
        case .tooLong(let uri):
            "the redirect URI that begins with `\(Self.shown(uri))` is longer than \(RedirectURIRules.maximumBytes) bytes"
        case .repeated(let uri): "the redirect URI `\(Self.shown(uri))` stands there twice"
        case .notAbsolute(let uri):
            "`\(Self.shown(uri))` is not a redirect URI: an absolute one such as `https://app.example/callback`, of visible"
                + " ASCII characters and without a user name, is (RFC 6749 §3.1.2)"
        case .fragment(let uri):
            "the redirect URI `\(Self.shown(uri))` has a fragment, which none may have (RFC 6749 §3.1.2)"
        case .wildcard(let uri):
            "the redirect URI `\(Self.shown(uri))` has a wildcard; they are compared as they are (RFC 9700 §2.1)"
        case .plainHTTP(let uri): "the redirect URI `\(Self.shown(uri))` is plain http to another machine; use https"
        case .loopback(let uri):
            "the redirect URI `\(Self.shown(uri))` points to the developer's own machine, which only native applications"
                + " may (RFC 8252 §7.3), unless the operator allows it"
        case .schemeRefused(let uri, let scheme):
            "the scheme `\(scheme)` of the redirect URI `\(Self.shown(uri))` is none of an application's own; one such as"
                + " `com.example.app`, a domain name backwards, is (RFC 8252 §7.1)"
        case .schemeNotNative(let uri, let scheme):
            "only native applications may have a scheme of their own, such as `\(scheme)` in `\(Self.shown(uri))`; use https"
        }
    }

    private static func shown(_ uri: String) -> String {
        Redactor.clean(String(uri.prefix(200)))
    }
}
