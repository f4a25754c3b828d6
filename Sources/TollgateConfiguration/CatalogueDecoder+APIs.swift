internal import TollgateCatalogue
internal import Yams

extension CatalogueDecoder {
    /// Reads `apis.NAME`.
    func decodeAPI(_ name: String, _ value: YAMLValue) -> API? {
        guard let section = value.section(.api) else { return nil }
        let listenPath = section.required("listen_path", "the path below which the API is reached")?.text(
            "a path with a slash at both ends, such as /payment-api/", where: ConfigurationSyntax.isListenPath)
        let upstream = section["upstream"].flatMap(decodeUpstream)
        let issuers = section.required("issuers", "whose tokens the API accepts")
        var api = API(
            name: name, listenPath: listenPath ?? "", upstream: upstream,
            issuers: issuers.map { names($0, "a list of issuers") } ?? [])
        decodeServers(section, &api)
        if let limits = section["address_limits"]?.section(.addressLimits) {
            api.addressLimits.publicRate = limits["public"].flatMap(decodeRate)
            api.addressLimits.failedTokenRate = limits["failed_tokens"].flatMap(decodeRate)
        }
        if let value = section["identity_fields"] { api.identityClaims = decodeIdentityClaims(value) }
        if let value = section["cors"], let setting = decodeCrossOrigin(value) { api.crossOrigin = setting }
        if let value = section["hosts"] { api.hosts = decodeHosts(value) }
        if let issuers, issuers.node.sequence?.isEmpty == true { issuers.fail("at least one issuer is needed") }
        if let value = section["audiences"] {
            let audiences = value.texts("a list of audiences", each: "an audience")
            if audiences.isEmpty { value.fail("an empty list admits no token; leave the key out or list audiences") }
            api.audiences = audiences
        }
        api.resource = section["resource"]?.text("a URL")
        if let policy = section["default_policy"]?.text(
            ConfigurationSyntax.nameRule, where: ConfigurationSyntax.isName)
        {
            api.defaultPolicy = policy
        }
        if let value = section["without_plan"]?.text(
            "`deny` or the name of a policy", where: ConfigurationSyntax.isName),
            value != "deny"
        {
            api.withoutPlan = .policy(value)
        }
        api.forwardsToken = section["forward_token"]?.boolean() ?? false
        api.preservesHost = section["preserve_host"]?.boolean() ?? false
        api.limitBy = section["limit_by"]?.oneOf(API.LimitSubject.self) ?? .client
        api.publicPaths = section["public"].map(decodePaths) ?? []
        api.encodedSlashes = section["encoded_slashes"]?.oneOf(API.EncodedSlashes.self) ?? .reject
        api.errorStyle = section["error_style"]?.oneOf(API.ErrorStyle.self) ?? .rfc6750
        api.mode = section["mode"]?.oneOf(API.Mode.self) ?? .enforce
        api.clients = section["clients"]?.oneOf(API.AcceptedClients.self) ?? .any
        api.bounds = decodeBounds(section)
        api.upstreamProtocol = section["upstream_protocol"]?.oneOf(API.UpstreamProtocol.self) ?? .http1
        decodeUpgrades(section, &api)
        if let tls = section["upstream_tls"] { api.upstreamTLS = decodeUpstreamTLS(tls) }
        return api
    }

    func decodeUpstream(_ value: YAMLValue) -> String? {
        let expected = "an http or https URL that ends in a slash, or a socket such as unix:/run/app.sock"
        guard let text = value.text(expected) else { return nil }
        guard !ConfigurationSyntax.isUpstream(text), !ConfigurationSyntax.isSocketUpstream(text) else { return text }
        let meant = ConfigurationSyntax.upstream(meantBy: text).map { "; did you mean `\($0)`?" } ?? ""
        value.fail("expected \(expected), found `\(text)`\(meant)")
        return nil
    }
}
