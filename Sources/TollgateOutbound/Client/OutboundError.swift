/// The reason why a request that Tollgate made got no usable answer.
///
/// `description` names what was tried. It never holds a header value, a body or a URL's query.
@nonexhaustive
public enum OutboundError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The URL is not an absolute `http` or `https` URL.
    case invalidURL(String)
    /// Plain `http` to another machine, where `https` is demanded.
    case insecureURL(String)
    /// A certificate, a key or a proxy that the configuration names cannot be used.
    case unusableSettings(reason: String)
    /// There was no connection, so that nothing was sent: no server listens there, or the name does not resolve.
    case notConnected(url: String, reason: String)
    /// No connection, or it broke before the whole answer had come.
    case unreachable(url: String, reason: String)
    /// The whole answer had not come when the deadline passed.
    case timedOut(url: String, after: Duration)
    /// The body is longer than the limit.
    case responseTooLarge(url: String, limitBytes: Int)
    /// The answer is not HTTP, or cannot be read.
    case unusableAnswer(url: String, reason: String)

    /// The cause, in a sentence.
    public var description: String {
        switch self {
        case .invalidURL(let url): "\(ShownURL.text(url)) is not an absolute http or https URL"
        case .insecureURL(let url): "\(ShownURL.text(url)) is plain http to another machine; use https"
        case .unusableSettings(let reason): reason
        case .notConnected(let url, let reason): "no connection to \(ShownURL.text(url)): \(reason)"
        case .unreachable(let url, let reason): "no answer from \(ShownURL.text(url)): \(reason)"
        case .timedOut(let url, let limit): "no whole answer from \(ShownURL.text(url)) within \(limit)"
        case .responseTooLarge(let url, let limit):
            "the answer from \(ShownURL.text(url)) is longer than \(limit) bytes"
        case .unusableAnswer(let url, let reason):
            "the answer from \(ShownURL.text(url)) cannot be used: \(reason)"
        }
    }

    /// The cause without the URL, for lists of attempts.
    package var reason: String {
        switch self {
        case .invalidURL: "not an absolute http or https URL"
        case .insecureURL: "plain http to another machine; use https"
        case .unusableSettings(let reason), .notConnected(_, let reason), .unreachable(_, let reason): reason
        case .timedOut(_, let limit): "no whole answer within \(limit)"
        case .responseTooLarge(_, let limit): "the answer is longer than \(limit) bytes"
        case .unusableAnswer(_, let reason): "the answer cannot be used: \(reason)"
        }
    }
}
