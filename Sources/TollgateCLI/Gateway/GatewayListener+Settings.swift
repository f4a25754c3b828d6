import TollgateConfiguration
import TollgateGateway

extension GatewayListener {
    /// The listener that the configuration asks for.
    ///
    /// - Parameters:
    ///   - settings: Its settings.
    ///   - gateway: The limits of the gateway.
    ///   - tls: Its certificates, if it speaks TLS.
    /// - Throws: `ListenerError` where a trusted proxy is none; decoding has refused such before.
    init(_ settings: ListenerSettings, _ gateway: GatewayLimits, _ tls: ServerTLS? = nil) throws(ListenerError) {
        self.init(Address(settings))
        self.tls = tls
        if settings.http2.isEnabled {
            http2?.maximumConcurrentStreams = settings.http2.maximumConcurrentStreams
        } else {
            http2 = nil
        }
        readsClientCertificate = settings.forwardedClientCertificate == .clientCert
        requiresProxyProtocol = settings.proxyProtocol == .required
        trustedProxies = try TrustedProxies(settings.trustedProxies)
        forwardedFamily =
            switch settings.forwarded {
            case .xForwarded: .xForwarded
            case .forwarded: .forwarded
            }
        if let settings = settings.authorizer {
            authorizer = AuthorizerRules(
                proxy: ProxyKind(settings.proxy), peers: try TrustedProxies(settings.peers))
            http2 = nil
        }
        var limits = ListenerLimits(gateway)
        limits.header = .seconds(settings.timeouts.headerSeconds)
        limits.body = .seconds(settings.timeouts.bodySeconds)
        limits.bodyIdle = .seconds(settings.timeouts.bodyIdleSeconds)
        limits.keepAlive = .seconds(settings.timeouts.keepAliveSeconds)
        limits.write = .seconds(settings.timeouts.writeSeconds)
        if let bytes = settings.maximumHeaderBytes { limits.headerBytes = bytes }
        limits.bodyBytes = settings.maximumBodyBytes
        limits.connections = min(settings.maximumConnections ?? gateway.connections, gateway.connections)
        limits.connectionsPerAddress = settings.maximumConnectionsPerAddress
        self.limits = limits
    }
}

extension GatewaySettings {
    /// The listeners at which proxies ask, and their kinds.
    var authorizers: [GatewayListener.Address: ProxyKind] {
        var kinds: [GatewayListener.Address: ProxyKind] = [:]
        for listener in listeners {
            if let authorizer = listener.authorizer { kinds[.init(listener)] = ProxyKind(authorizer.proxy) }
        }
        return kinds
    }
}

extension ProxyKind {
    /// The kind that the configuration names.
    fileprivate init(_ proxy: AuthorizerSettings.Proxy) {
        self =
            switch proxy {
            case .nginx: .nginx
            case .caddy: .caddy
            case .traefik: .traefik
            case .haproxy: .haproxy
            case .envoy: .envoy
            }
    }
}

extension GatewayListener.Address {
    /// The address that the configuration asks for.
    init(_ settings: ListenerSettings) {
        switch settings.address {
        case .tcp(let address): self = .tcp(host: address.host, port: address.port)
        case .unix(let path): self = .unix(path: path, mode: settings.mode, group: settings.group)
        }
    }
}
