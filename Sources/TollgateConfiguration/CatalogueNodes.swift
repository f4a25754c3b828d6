internal import TollgateCatalogue
internal import Yams

/// The YAML of a catalogue's parts.
enum CatalogueNodes {
    static func issuer(_ issuer: Issuer) -> Node {
        let standard = Issuer(name: "", issuer: "", audiences: .any)
        var pairs: [(String, Node)] = [("issuer", text(issuer.issuer))]
        switch issuer.audiences {
        case .any: pairs.append(("audiences", "any"))
        case .oneOf(let audiences): pairs.append(("audiences", texts(audiences)))
        }
        switch issuer.keys {
        case .discovery: pairs.append(("keys", "discovery"))
        case .urls(let urls): pairs.append(("keys", urls.count == 1 ? text(urls[0]) : texts(urls)))
        case .file(let path): pairs.append(("keys", text(path)))
        case .inline(let json): pairs.append(("keys", document(json)))
        }
        pairs += connection(issuer.connection)
        if let url = issuer.discoveryURL { pairs.append(("discovery_url", text(url))) }
        if issuer.tokenTypes != standard.tokenTypes {
            pairs.append(("token_types", texts(issuer.tokenTypes.map { $0 ?? "none" })))
        }
        if issuer.scopeClaims != standard.scopeClaims { pairs.append(("scope_claims", texts(issuer.scopeClaims))) }
        if issuer.mergesScopeClaims { pairs.append(("merge_scope_claims", "true")) }
        if issuer.clientIDClaims != standard.clientIDClaims {
            pairs.append(("client_id_claims", texts(issuer.clientIDClaims)))
        }
        if issuer.clockSkewSeconds != standard.clockSkewSeconds {
            pairs.append(("clock_skew", seconds(issuer.clockSkewSeconds)))
        }
        if let lifetime = issuer.maximumTokenLifetimeSeconds {
            pairs.append(("max_token_lifetime", seconds(lifetime)))
        }
        if issuer.refresh != standard.refresh { pairs.append(("refresh", refresh(issuer.refresh))) }
        return mapping(pairs)
    }

    private static func refresh(_ settings: KeyRefreshSettings) -> Node {
        mapping(
            [
                ("interval", seconds(settings.intervalSeconds)), ("cooldown", seconds(settings.cooldownSeconds)),
                ("timeout", seconds(settings.timeoutSeconds)), ("max_stale", seconds(settings.maximumStaleSeconds)),
            ], .flow)
    }

    /// A JWKS document; JSON is YAML.
    private static func document(_ json: String) -> Node {
        (try? Yams.compose(yaml: json)) ?? mapping([], .flow)
    }

    private static func connection(_ settings: ConnectionSettings) -> [(String, Node)] {
        var pairs: [(String, Node)] = []
        if settings.allowsHTTP { pairs.append(("allow_http", "true")) }
        if settings.usesProxy { pairs.append(("use_proxy", "true")) }
        let tls = tls(settings.tls)
        if !tls.isEmpty { pairs.append(("tls", mapping(tls))) }
        return pairs
    }

    private static func tls(_ settings: TLSSettings) -> [(String, Node)] {
        let files = [
            ("ca_file", settings.authorityFile), ("client_certificate", settings.clientCertificateFile),
            ("client_key", settings.clientKeyFile),
        ]
        var pairs = files.compactMap { name, path in path.map { (name, text($0)) } }
        if settings.skipsVerification { pairs.append(("insecure_skip_verify", "true")) }
        return pairs
    }

    static func policy(_ policy: Policy) -> Node {
        var pairs: [(String, Node)] = []
        if !policy.isActive { pairs.append(("active", "false")) }
        if !policy.access.isEmpty { pairs.append(("allow", Node(policy.access.map(accessRight)))) }
        pairs += limits(policy.limits)
        if !policy.limitsByAPI.isEmpty {
            let byAPI = policy.limitsByAPI.sorted { $0.key < $1.key }
            pairs.append(("per_api", mapping(byAPI.map { ($0.key, mapping(limits($0.value), .flow)) })))
        }
        if !policy.tags.isEmpty { pairs.append(("tags", texts(policy.tags))) }
        if !policy.metadata.isEmpty {
            let metadata = policy.metadata.sorted { $0.key < $1.key }
            pairs.append(("metadata", mapping(metadata.map { ($0.key, text($0.value)) })))
        }
        if policy.priority != 0 { pairs.append(("priority", text("\(policy.priority)"))) }
        return mapping(pairs, pairs.isEmpty ? .flow : .block)
    }

    private static func accessRight(_ right: AccessRight) -> Node {
        guard let paths = right.paths else { return mapping([("api", text(right.api))], .flow) }
        return mapping([("api", text(right.api)), ("paths", Self.paths(paths))])
    }

    private static func paths(_ rules: [PathRule]) -> Node {
        Node(rules.map(pathRule), .implicit, rules.isEmpty ? .flow : .block)
    }

    private static func pathRule(_ rule: PathRule) -> Node {
        var pairs = [("path", text(rule.pattern.text))]
        if let methods = rule.methods { pairs.append(("methods", texts(methods))) }
        return mapping(pairs, .flow)
    }

    private static func limits(_ limits: Limits) -> [(String, Node)] {
        var pairs: [(String, Node)] = []
        if let rate = limits.rate { pairs.append(("rate", text("\(rate)"))) }
        if let quota = limits.quota { pairs.append(("quota", text("\(quota)"))) }
        if let concurrency = limits.concurrency { pairs.append(("concurrency", text("\(concurrency)"))) }
        return pairs
    }

    static func product(_ product: Product) -> Node {
        mapping([
            ("name", text(product.displayName)), ("scopes", texts(product.scopes)),
            ("policies", texts(product.policies)),
        ])
    }

    static func plan(_ plan: Plan) -> Node {
        var pairs = [
            ("name", text(plan.displayName)), ("scopes", texts(plan.scopes)), ("policies", texts(plan.policies)),
        ]
        if let products = plan.products { pairs.append(("products", texts(products))) }
        return mapping(pairs)
    }

    static func api(_ api: API) -> Node {
        var pairs: [(String, Node)] = [("listen_path", text(api.listenPath))]
        if !api.hosts.isEmpty { pairs.append(("hosts", texts(api.hosts.map(\.description)))) }
        switch api.crossOrigin {
        case .standard: break
        case .off: pairs.append(("cors", text("off")))
        case .rules(let rules): pairs.append(("cors", crossOrigin(rules)))
        }
        if let upstream = api.upstream { pairs.append(("upstream", text(upstream))) }
        pairs += servers(api)
        pairs.append(("issuers", texts(api.issuers)))
        if let audiences = api.audiences { pairs.append(("audiences", texts(audiences))) }
        if let resource = api.resource { pairs.append(("resource", text(resource))) }
        if api.clients != .any { pairs.append(("clients", text(api.clients.rawValue))) }
        pairs.append(("default_policy", text(api.defaultPolicy)))
        switch api.withoutPlan {
        case .deny: pairs.append(("without_plan", "deny"))
        case .policy(let name): pairs.append(("without_plan", text(name)))
        }
        if api.forwardsToken { pairs.append(("forward_token", "true")) }
        if api.preservesHost { pairs.append(("preserve_host", "true")) }
        if !api.identityClaims.isEmpty {
            let claims = api.identityClaims.map { ($0.field, text($0.claim)) }
            pairs.append(("identity_fields", mapping(claims, .flow)))
        }
        if api.limitBy != .client { pairs.append(("limit_by", text(api.limitBy.rawValue))) }
        let rates = [
            ("public", api.addressLimits.publicRate), ("failed_tokens", api.addressLimits.failedTokenRate),
        ].compactMap { key, rate in rate.map { (key, text("\($0)")) } }
        if !rates.isEmpty { pairs.append(("address_limits", mapping(rates, .flow))) }
        if api.errorStyle != .rfc6750 { pairs.append(("error_style", text(api.errorStyle.rawValue))) }
        if api.mode != .enforce { pairs.append(("mode", text(api.mode.rawValue))) }
        if api.encodedSlashes != .reject { pairs.append(("encoded_slashes", text(api.encodedSlashes.rawValue))) }
        if !api.publicPaths.isEmpty { pairs.append(("public", paths(api.publicPaths))) }
        if api.upstreamProtocol != .http1 {
            pairs.append(("upstream_protocol", text(api.upstreamProtocol.rawValue)))
        }
        if !api.upgrades.isEmpty { pairs.append(("upgrades", texts(api.upgrades))) }
        if let entry = api.webSocketToken {
            pairs.append(("websocket_token", mapping([("protocol", text(entry.name))], .flow)))
        }
        if api.onExpiry != .endStreams { pairs.append(("on_expiry", text(api.onExpiry.rawValue))) }
        var tls = self.tls(api.upstreamTLS.settings)
        if let name = api.upstreamTLS.serverName { tls.append(("server_name", text(name))) }
        if !tls.isEmpty { pairs.append(("upstream_tls", mapping(tls))) }
        return mapping(pairs + bounds(api.bounds))
    }

    private static func servers(_ api: API) -> [(String, Node)] {
        var pairs: [(String, Node)] = []
        if !api.upstreams.isEmpty {
            let servers = api.upstreams.map { server in
                let weight = server.weight == 1 ? [] : [("weight", Node("\(server.weight)"))]
                return mapping([("url", text(server.url))] + weight, .flow)
            }
            pairs.append(("upstreams", Node(servers)))
        }
        let standard = UpstreamHealth()
        let health = api.upstreamHealth
        guard health != standard else { return pairs }
        var parts: [(String, Node)] = []
        if health.failures != standard.failures { parts.append(("failures", Node("\(health.failures)"))) }
        if health.ejectionSeconds != standard.ejectionSeconds {
            parts.append(("ejection", seconds(health.ejectionSeconds)))
        }
        if let check = health.check {
            parts.append(
                (
                    "check",
                    mapping(
                        [
                            ("path", text(check.path)), ("interval", seconds(check.intervalSeconds)),
                            ("timeout", seconds(check.timeoutSeconds)), ("failures", Node("\(check.failures)")),
                            ("successes", Node("\(check.successes)")),
                        ], .flow)
                ))
        }
        return pairs + [("upstream_health", mapping(parts))]
    }

    private static func bounds(_ bounds: RequestBounds) -> [(String, Node)] {
        var timeouts: [(String, Node)] = []
        if let connect = bounds.connectSeconds { timeouts.append(("connect", seconds(connect))) }
        if let firstByte = bounds.firstByteSeconds { timeouts.append(("first_byte", seconds(firstByte))) }
        if let idle = bounds.idle { timeouts.append(("idle", time(idle))) }
        if let whole = bounds.whole { timeouts.append(("whole", time(whole))) }
        if let idle = bounds.tunnelIdle { timeouts.append(("tunnel_idle", time(idle))) }
        if let whole = bounds.tunnelWhole { timeouts.append(("tunnel_whole", time(whole))) }
        var pairs: [(String, Node)] = timeouts.isEmpty ? [] : [("timeouts", mapping(timeouts, .flow))]
        if let bytes = bounds.maximumBodyBytes { pairs.append(("max_body_bytes", Node("\(bytes)"))) }
        if let connections = bounds.maximumConnections {
            pairs.append(("max_upstream_connections", Node("\(connections)")))
        }
        return pairs
    }

    private static func time(_ bound: TimeBound) -> Node {
        switch bound {
        case .seconds(let count): seconds(count)
        case .unbounded: "none"
        }
    }

    // MARK: - Shared

    static func texts(_ texts: [String]) -> Node { Node(texts.map(text), .implicit, .flow) }

    /// A text; one that YAML would read as a number, a date or a word of its own stands in quotes.
    static func text(_ text: String) -> Node {
        let plain = Node(text)
        let isText = Resolver.default.resolveTag(of: plain) == .str
        return isText ? plain : Node(text, .implicit, .doubleQuoted)
    }

    static func seconds(_ count: Int64) -> Node { text(QuotaWindow.seconds(count).description) }

    static func mapping(_ pairs: [(String, Node)], _ style: Node.Mapping.Style = .block) -> Node {
        Node(pairs.map { (text($0.0), $0.1) }, .implicit, style)
    }
}
