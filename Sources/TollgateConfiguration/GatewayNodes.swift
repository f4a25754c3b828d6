internal import TollgateCatalogue
internal import Yams

/// The YAML of a gateway's settings, with all defaults.
enum GatewayNodes {
    static func gateway(_ settings: GatewaySettings) -> Node {
        var pairs: [(String, Node)] = [("listeners", Node(settings.listeners.map(listener)))]
        if let address = settings.adminListen { pairs.append(("admin_listen", text("\(address)"))) }
        if let count = settings.maximumConnections { pairs.append(("max_connections", number(count))) }
        pairs.append(("max_token_bytes", number(settings.maximumTokenBytes)))
        pairs.append(("token_cache_bytes", number(settings.tokenCacheBytes)))
        pairs.append(("timeouts", timeouts(settings.timeouts)))
        pairs.append(("dns_refresh", seconds(settings.dnsRefreshSeconds)))
        pairs.append(("upstream", upstream(settings.upstream)))
        pairs.append(
            (
                "drain",
                mapping([
                    ("delay", seconds(settings.drain.delaySeconds)),
                    ("deadline", seconds(settings.drain.deadlineSeconds)),
                ])
            ))
        if let decisions = settings.decisions {
            let hashes = text("\(decisions.hashesClients)", isWord: true)
            pairs.append(("decisions", mapping([("file", text(decisions.file)), ("hash_clients", hashes)])))
        }
        if let log = settings.accessLog { pairs.append(("access_log", accessLog(log))) }
        if let feed = settings.clientFeed { pairs.append(("client_feed", clientFeed(feed))) }
        if let state = settings.state {
            let interval = seconds(state.flushIntervalSeconds)
            pairs.append(("state", mapping([("file", text(state.file)), ("flush_interval", interval)])))
        }
        if let path = settings.handover { pairs.append(("handover", text(path))) }
        return mapping(pairs)
    }

    private static func listener(_ listener: ListenerSettings) -> Node {
        var pairs: [(String, Node)] = [("listen", text("\(listener.address)"))]
        if listener.isUnix {
            let digits = String(listener.mode, radix: 8)
            let mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            pairs.append(("mode", Node(mode, .implicit, .doubleQuoted)))
            if let group = listener.group { pairs.append(("group", text(group))) }
        }
        if let authorizer = listener.authorizer {
            let proxy = text(authorizer.proxy.rawValue)
            pairs.append(
                ("authorizer", mapping([("proxy", proxy), ("peers", CatalogueNodes.texts(authorizer.peers))])))
        } else {
            pairs += rules(ofGateway: listener)
        }
        pairs.append(("trusted_proxies", CatalogueNodes.texts(listener.trustedProxies)))
        pairs.append(("timeouts", timeouts(listener.timeouts)))
        if let bytes = listener.maximumHeaderBytes { pairs.append(("max_header_bytes", number(bytes))) }
        if let bytes = listener.maximumBodyBytes { pairs.append(("max_body_bytes", number(Int(bytes)))) }
        if let count = listener.maximumConnections { pairs.append(("max_connections", number(count))) }
        if let count = listener.maximumConnectionsPerAddress {
            pairs.append(("max_connections_per_address", number(count)))
        }
        return mapping(pairs)
    }

    /// The rules that only a listener has whose requests are passed on.
    private static func rules(ofGateway listener: ListenerSettings) -> [(String, Node)] {
        var pairs: [(String, Node)] = [("proxy_protocol", text(listener.proxyProtocol.rawValue))]
        if let settings = listener.tls { pairs.append(("tls", tls(settings))) }
        pairs.append(
            (
                "http2",
                mapping([
                    ("enabled", text("\(listener.http2.isEnabled)", isWord: true)),
                    ("max_concurrent_streams", number(listener.http2.maximumConcurrentStreams)),
                ])
            ))
        pairs.append(("forwarded_client_certificate", text(listener.forwardedClientCertificate.rawValue)))
        pairs.append(("forwarded", text(listener.forwarded.rawValue)))
        return pairs
    }

    private static func tls(_ settings: ListenerTLSSettings) -> Node {
        let certificates = settings.certificates.map { certificate in
            var pairs: [(String, Node)] = [
                ("certificate", text(certificate.certificateFile)), ("key", text(certificate.keyFile)),
            ]
            if let hosts = certificate.hosts { pairs.append(("hosts", CatalogueNodes.texts(hosts))) }
            return mapping(pairs)
        }
        var pairs: [(String, Node)] = [
            ("certificates", Node(certificates)), ("min_version", text(settings.minimumVersion.rawValue)),
        ]
        if let rule = settings.clientCertificates {
            let verify = text(rule.verify.rawValue)
            pairs.append(("client_certificates", mapping([("ca_file", text(rule.authorityFile)), ("verify", verify)])))
        }
        return mapping(pairs)
    }

    private static func timeouts(_ settings: TimeoutSettings) -> Node {
        mapping([
            ("header", seconds(settings.headerSeconds)), ("body", seconds(settings.bodySeconds)),
            ("body_idle", seconds(settings.bodyIdleSeconds)), ("keep_alive", seconds(settings.keepAliveSeconds)),
            ("write", seconds(settings.writeSeconds)),
        ])
    }

    private static func upstream(_ settings: UpstreamSettings) -> Node {
        var pairs: [(String, Node)] = [
            (
                "timeouts",
                mapping([
                    ("connect", seconds(settings.connectSeconds)), ("first_byte", seconds(settings.firstByteSeconds)),
                    ("idle", time(settings.idle)), ("whole", time(settings.whole)),
                    ("tunnel_idle", time(settings.tunnelIdle)), ("tunnel_whole", time(settings.tunnelWhole)),
                    ("keep_alive", seconds(settings.keepAliveSeconds)),
                ])
            )
        ]
        if let count = settings.maximumConnections { pairs.append(("max_connections", number(count))) }
        return mapping(pairs)
    }

    private static func accessLog(_ settings: AccessLogSettings) -> Node {
        let destination: (String, Node) =
            switch settings.destination {
            case .file(let path): ("file", text(path))
            case .standardOutput: ("stdout", text("true", isWord: true))
            }
        return mapping([
            destination, ("sample", Node("\(settings.sample)")),
            ("query", text("\(settings.includesQuery)", isWord: true)),
        ])
    }

    private static func clientFeed(_ settings: ClientFeedSettings) -> Node {
        let token: (String, Node) =
            switch settings.token {
            case .environment(let name): ("env", text(name))
            case .file(let path): ("file", text(path))
            }
        var pairs: [(String, Node)] = [("feed", text(settings.feed)), ("token", mapping([token]))]
        if let cache = settings.cache { pairs.append(("cache", text(cache))) }
        return mapping(pairs)
    }

    private static func time(_ bound: TimeBound) -> Node {
        switch bound {
        case .seconds(let count): seconds(count)
        case .unbounded: "none"
        }
    }

    private static func text(_ text: String, isWord: Bool = false) -> Node {
        isWord ? Node(text) : CatalogueNodes.text(text)
    }

    private static func number(_ number: Int) -> Node { Node("\(number)") }

    private static func seconds(_ count: Int64) -> Node { CatalogueNodes.seconds(count) }

    private static func mapping(_ pairs: [(String, Node)]) -> Node { CatalogueNodes.mapping(pairs) }
}
