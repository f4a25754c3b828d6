internal import TollgateCatalogue

extension CatalogueDecoder {
    static let addressRule = "an address such as 127.0.0.1:8080 or [::1]:8080"
    static let proxyRule =
        "an address such as 192.0.2.1, a block of addresses such as 10.0.0.0/8 or 2001:db8::/32, or `unix`"

    /// Reads where requests come in; the other bounds of `gateway` have to be in `settings` already.
    func decodeListeners(_ section: YAMLSection, _ settings: inout GatewaySettings) {
        var defaults = ListenerSettings(.tcp(settings.listen))
        defaults.timeouts = settings.timeouts
        decodeClientRules(section, &defaults)
        if let value = section["listen"] {
            if section["listeners"] != nil {
                value.fail("there are `listeners` as well; write this address as one of them, or leave them out")
            }
            if let address = value.value(Self.addressRule, { ListenAddress($0) }) { defaults.address = .tcp(address) }
        }
        settings.listeners = [defaults]
        guard let value = section["listeners"], let list = value.list("a list of listeners") else { return }
        if list.isEmpty { value.fail("at least one listener is needed") }
        let listeners = list.compactMap { decodeListener($0, defaults) }
        if !listeners.isEmpty { settings.listeners = listeners }
    }

    /// Reads the keys that are the same in a listener and in `gateway`, where they are the defaults of all.
    private func decodeClientRules(_ section: YAMLSection, _ listener: inout ListenerSettings) {
        if let value = section["trusted_proxies"] {
            listener.trustedProxies = value.texts("a list of addresses", each: Self.proxyRule) {
                $0 == ListenerSettings.unixWord || AddressBlock($0) != nil
            }
        }
        if let forwarded = section["forwarded"]?.oneOf(ListenerSettings.Forwarded.self) {
            listener.forwarded = forwarded
        }
        if let value = section["max_header_bytes"] {
            listener.maximumHeaderBytes = count(
                value, "a number of bytes", in: ListenerSettings.maximumHeaderBytesRange)
        }
        if let value = section["max_body_bytes"] {
            listener.maximumBodyBytes = count(value, "a number of bytes", in: ListenerSettings.maximumBodyBytesRange)
                .map(Int64.init)
        }
        if let value = section["max_connections_per_address"] {
            listener.maximumConnectionsPerAddress = count(
                value, "a number of connections", in: GatewaySettings.maximumConnectionsRange)
        }
    }

    private func decodeListener(_ value: YAMLValue, _ defaults: ListenerSettings) -> ListenerSettings? {
        guard let section = value.section(.listener) else { return nil }
        let address = section.required("listen", "where requests to the APIs come in")?.value(
            Self.addressRule + ", or unix: and the absolute path of a socket, of at most 103 bytes",
            ConfigurationSyntax.listenerAddress)
        var listener = defaults
        if let address { listener.address = address }
        decodeClientRules(section, &listener)
        if section["authorizer"] != nil { listener.timeouts.keepAliveSeconds = AuthorizerSettings.keepAliveSeconds }
        if let timeouts = section["timeouts"] { decodeTimeouts(timeouts, &listener.timeouts) }
        if let proxyProtocol = section["proxy_protocol"]?.oneOf(ListenerSettings.ProxyProtocol.self) {
            listener.proxyProtocol = proxyProtocol
        }
        if let tls = section["tls"].flatMap(decodeListenerTLS) { listener.tls = tls }
        if let http2 = section["http2"]?.section(.http2) {
            listener.http2.isEnabled = http2["enabled"]?.boolean() ?? true
            if let value = http2["max_concurrent_streams"],
                let streams = count(value, "a number of streams", in: HTTP2Settings.maximumConcurrentStreamsRange)
            {
                listener.http2.maximumConcurrentStreams = streams
            }
        }
        if let field = section["forwarded_client_certificate"]?.oneOf(ListenerSettings.ForwardedClientCertificate.self)
        {
            listener.forwardedClientCertificate = field
        }
        if let value = section["max_connections"] {
            listener.maximumConnections = count(
                value, "a number of connections", in: GatewaySettings.maximumConnectionsRange)
        }
        if let value = section["mode"], let mode = value.value(ConfigurationSyntax.modeRule, ConfigurationSyntax.mode) {
            listener.mode = mode
        }
        listener.group = section["group"]?.text("the name of a group") { !$0.utf8.contains(0) }
        guard address != nil else { return nil }
        for key in ["mode", "group"] where !listener.isUnix {
            section[key]?.fail("only a unix socket has it: `listen: unix:/run/tollgate.sock`")
        }
        decodeAuthorizer(section, &listener)
        checkProxyProtocol(section, listener)
        if listener.forwardedClientCertificate != .off, listener.trustedProxies.isEmpty {
            section["forwarded_client_certificate"]?.fail(
                "certificates are believed from `trusted_proxies` only, and there is none: name the proxies in front of "
                    + "this listener")
        }
        return listener
    }

    /// Finds listeners on which every connection would be closed.
    private func checkProxyProtocol(_ section: YAMLSection, _ listener: ListenerSettings) {
        guard let value = section["proxy_protocol"], listener.proxyProtocol == .required else { return }
        let hasProxy = listener.trustedProxies.contains { ($0 == ListenerSettings.unixWord) == listener.isUnix }
        guard !hasProxy else { return }
        value.fail(
            "PROXY protocol is believed from `trusted_proxies` only, and without "
                + (listener.isUnix ? "the word `unix`" : "an address")
                + " among them every connection would be closed: name the proxies in front of this listener")
    }
}
