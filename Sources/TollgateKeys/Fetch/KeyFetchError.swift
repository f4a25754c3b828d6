package import Tollgate
package import TollgateOutbound

/// The reason why an issuer's keys could not be fetched.
@nonexhaustive
package enum KeyFetchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The issuer's metadata could not be used.
    case discovery(DiscoveryError)
    /// The issuer's metadata names no `jwks_uri`.
    case noKeysURI(issuer: String)
    /// The issuer's metadata points to plain http for its keys, which the configuration does not allow.
    case insecureKeysURI(issuer: String, url: String)
    /// No answer came.
    case unavailable(OutboundError)
    /// Discovery and keys together took longer than the issuer's `timeout`.
    case timedOut(after: Duration)
    /// The answer's status was not 200.
    case status(url: String, status: Int)
    /// The file cannot be read.
    case unreadable(path: String)
    /// The document is not a usable key set.
    case unusable(place: String, KeySetError)

    /// A stable name in snake_case, for metrics.
    package var code: String {
        switch self {
        case .discovery: "discovery"
        case .noKeysURI: "no_jwks_uri"
        case .insecureKeysURI: "insecure_jwks_uri"
        case .unavailable: "unavailable"
        case .timedOut: "timed_out"
        case .status: "status"
        case .unreadable: "unreadable"
        case .unusable: "unusable"
        }
    }

    /// The cause, in a sentence.
    package var description: String {
        switch self {
        case .discovery(let error): "\(error)"
        case .noKeysURI(let issuer): "the metadata of \(issuer) has no jwks_uri"
        case .insecureKeysURI(let issuer, let url):
            "the jwks_uri of \(issuer) is plain http, \(ShownURL.text(url)): name it under `keys` if that is right, or set "
                + "`allow_http`"
        case .unavailable(let error): "\(error)"
        case .timedOut(let limit): "the keys did not come within \(limit)"
        case .status(let url, let status): "\(url) answered \(status), expected 200"
        case .unreadable(let path): "the file \(path) cannot be read"
        case .unusable(let place, let error): "\(place): \(error)"
        }
    }
}
