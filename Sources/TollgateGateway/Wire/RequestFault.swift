/// A reason to refuse a request before it is decided about.
enum RequestFault: Error, Hashable {
    /// It breaks the grammar of HTTP/1, or its parts contradict each other.
    case malformed
    /// `Host` is missing, malformed, there twice, or not that of the target (RFC 9112 §3.2).
    case host
    /// Its length is told twice, or is no number (RFC 9112 §6.3).
    case length
    /// A transfer coding other than `chunked`.
    case transferCoding
    /// An expectation other than `100-continue`.
    case expectation
    /// A method that is not for a gateway: `CONNECT`.
    case method
    /// A proxy that asks an authorizer does not tell method, host and URI of its request, each once.
    case proxyFields
    case version
    case headerTooLong
    case contentTooLong
    /// The header or the content did not come in time.
    case timeout
    /// The connection was begun for other hosts.
    case misdirected
    /// A page of another origin asks for an upgrade that its API does not let it have.
    case origin

    /// The status of the answer.
    var status: Int {
        switch self {
        case .malformed, .host, .length, .proxyFields: 400
        case .transferCoding, .method: 501
        case .expectation: 417
        case .version: 505
        case .headerTooLong: 431
        case .contentTooLong: 413
        case .timeout: 408
        case .misdirected: 421
        case .origin: 403
        }
    }

    /// `error` and `code` of the body.
    var code: String {
        switch self {
        case .malformed, .host, .length: "bad_request"
        case .proxyFields: "proxy_fields"
        case .transferCoding: "transfer_coding_unsupported"
        case .method: "method_unsupported"
        case .expectation: "expectation_failed"
        case .version: "version_unsupported"
        case .headerTooLong: "header_too_long"
        case .contentTooLong: "content_too_long"
        case .timeout: "request_timeout"
        case .misdirected: "misdirected_request"
        case .origin: "origin_not_allowed"
        }
    }

    /// One fixed sentence for people.
    var explanation: String {
        switch self {
        case .malformed: "The request is malformed."
        case .host: "The request must have exactly one Host field, and it must name the host that is asked."
        case .length: "The length of the request's content is not told, or not clearly."
        case .proxyFields: "The proxy has to tell method, host and URI of the request, each once in the field for it."
        case .transferCoding: "The only transfer coding that is accepted is chunked."
        case .method: "The method is not accepted here."
        case .expectation: "The expectation cannot be met."
        case .version: "The version of HTTP is not accepted."
        case .headerTooLong: "The header of the request is too long."
        case .contentTooLong: "The content of the request is too long."
        case .timeout: "The body of the request did not come in time."
        case .misdirected: "The certificate of this connection is not for the host that is asked; use another one."
        case .origin: "Pages of this origin may not call the API."
        }
    }
}
