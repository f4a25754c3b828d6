internal import TollgateCatalogue

extension CatalogueDecoder {
    /// The keys of a listener that an authorizer cannot have, with what is there instead.
    private static let keysWithoutMeaning = [
        "tls": "proxies ask in the clear: over a unix socket, or on a network of their own",
        "http2": "proxies ask over HTTP/1.1",
        "proxy_protocol": "proxies tell the client's address in X-Forwarded-For",
        "forwarded": "proxies tell the client's address in X-Forwarded-For",
        "forwarded_client_certificate": "certificates are not told to an authorizer",
        "max_body_bytes": "an authorizer reads no bodies: set the limit in the proxy",
    ]

    /// Reads the rules by which proxies ask at a listener.
    ///
    /// - Parameters:
    ///   - section: The listener.
    ///   - listener: The settings that they are written to.
    func decodeAuthorizer(_ section: YAMLSection, _ listener: inout ListenerSettings) {
        guard let authorizer = section["authorizer"]?.section(.authorizer) else { return }
        let proxy = authorizer.required("proxy", "the kind of the proxies that ask")?
            .oneOf(AuthorizerSettings.Proxy.self)
        let value = authorizer.required("peers", "the proxies that may ask; nobody else is answered")
        let peers = value?.texts("a list of addresses", each: Self.proxyRule) {
            $0 == ListenerSettings.unixWord || AddressBlock($0) != nil
        }
        for (key, reason) in Self.keysWithoutMeaning.sorted(by: { $0.key < $1.key }) {
            section[key]?.fail("a listener with `authorizer` does not have it: \(reason)")
        }
        guard let proxy, let peers else { return }
        if listener.isUnix, proxy == .traefik {
            section["listen"]?.fail("Traefik cannot ask over a unix socket: write an address such as 127.0.0.1:9010")
        }
        if !peers.contains(where: { ($0 == ListenerSettings.unixWord) == listener.isUnix }) {
            value?.fail(
                "without " + (listener.isUnix ? "the word `unix`" : "an address")
                    + " among them nobody could ask at \(listener.address)")
        }
        // The gateway's are for requests that are passed on.
        listener.maximumBodyBytes = nil
        listener.forwarded = .xForwarded
        listener.authorizer = AuthorizerSettings(proxy: proxy, peers: peers)
    }
}
