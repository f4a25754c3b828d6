internal import TollgateCatalogue

/// The place where a request comes from: what shares are counted by, and what upstreams are told.
struct RequestOrigin: Sendable {
    /// The client's address as text; empty where there is none.
    var address = ""
    /// The value of `X-Forwarded-For`: the client, and the trusted proxies behind it; empty where nothing is known.
    var chain = ""
    /// Whether the client has used TLS.
    var isSecure = false
    /// The place of the host that the client has asked in the bytes of the request's fields, if it has named one.
    var host: Range<Int>?

    /// Nowhere.
    init() {}

    /// The origin of a request, as far as its connection is believed about it.
    init(of request: RequestHead, from connection: ConnectionOrigin, _ listener: Listener) {
        self =
            connection.isTrusted
            ? OriginFinder.origin(of: request, from: connection, listener)
            : RequestOrigin(connection, host: request.host)
    }

    /// The origin of a request about which nobody is believed.
    ///
    /// - Parameters:
    ///   - connection: The origin of its connection.
    ///   - host: The place of its `Host`.
    init(_ connection: ConnectionOrigin, host: Range<Int>?) {
        address = connection.text
        chain = connection.text
        isSecure = connection.security != nil
        self.host = host
    }
}
