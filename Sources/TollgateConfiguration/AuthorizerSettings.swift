/// The proxies that ask at a listener whether their requests may pass.
package struct AuthorizerSettings: Hashable, Sendable {
    /// The kinds of proxies.
    package enum Proxy: String, Hashable, Sendable, CaseIterable {
        /// nginx with `auth_request`.
        case nginx
        /// Caddy with `forward_auth`.
        case caddy
        /// Traefik with ForwardAuth.
        case traefik
        /// HAProxy with an action in Lua.
        case haproxy
        /// Envoy with `ext_authz` over HTTP.
        case envoy
    }

    /// The time in seconds from an answer to the next request, where a listener does not say.
    ///
    /// A proxy closes idle connections itself. One that is closed here while a request is on its way has it asked
    /// about once more.
    static let keepAliveSeconds: Int64 = 3_600

    /// The kind of the proxies.
    package var proxy: Proxy
    /// The proxies that may ask: addresses, blocks of addresses, and `unix`.
    package var peers: [String]

    /// Settings with these parts.
    package init(proxy: Proxy, peers: [String]) {
        self.proxy = proxy
        self.peers = peers
    }
}
