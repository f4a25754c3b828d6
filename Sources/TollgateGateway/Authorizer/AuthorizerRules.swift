/// The rules of a listener that says of requests whether they may pass, and passes none on.
///
/// A proxy asks it about each of its requests. An admission is 200 without content, with a field for everything that
/// identifies the caller, empty where there is nothing to tell; every other answer is a refusal, with its code in
/// `X-Tollgate-Code`.
public struct AuthorizerRules: Hashable, Sendable {
    /// The kind of the proxies that ask.
    public var proxy: ProxyKind
    /// The proxies that may ask; every other connection is closed.
    public var peers: TrustedProxies

    /// Rules for proxies of one kind.
    ///
    /// - Parameters:
    ///   - proxy: The kind.
    ///   - peers: The proxies that may ask. They are believed about where a request comes from as well, in
    ///     `X-Forwarded-For` and `X-Forwarded-Proto`.
    public init(proxy: ProxyKind, peers: TrustedProxies) {
        self.proxy = proxy
        self.peers = peers
    }
}
