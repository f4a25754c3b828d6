internal import TollgateCatalogue
internal import Yams

extension CatalogueDecoder {
    /// Reads `apis.NAME`.
    func decodeAPI(_ name: String, _ value: YAMLValue) -> API? {
        guard let section = value.section(.api) else { return nil }
        let listenPath = section.required("listen_path", "the path below which the API is reached")?.text(
            "a path with a slash at both ends, such as /payment-api/", where: ConfigurationSyntax.isListenPath)
        let upstream = section["upstream"]?.text(
            "an http or https URL that ends in a slash", where: ConfigurationSyntax.isUpstream)
        let issuers = section.required("issuers", "whose tokens the API accepts")
        var api = API(
            name: name, listenPath: listenPath ?? "", upstream: upstream,
            issuers: issuers.map { names($0, "a list of issuers") } ?? [])
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
        api.limitBy = section["limit_by"]?.oneOf(API.LimitSubject.self) ?? .client
        api.publicPaths = section["public"].map(decodePaths) ?? []
        api.encodedSlashes = section["encoded_slashes"]?.oneOf(API.EncodedSlashes.self) ?? .reject
        api.errorStyle = section["error_style"]?.oneOf(API.ErrorStyle.self) ?? .rfc6750
        api.mode = section["mode"]?.oneOf(API.Mode.self) ?? .enforce
        api.clients = section["clients"]?.oneOf(API.AcceptedClients.self) ?? .any
        return api
    }
}
