internal import TollgateCatalogue
internal import Yams

/// Turns the file's YAML into a catalogue and the gateway's settings, and reports everything that is wrong on the way.
struct CatalogueDecoder {
    let problems: ProblemList
    /// The folder that paths of files are relative to, with a slash at its end.
    let folder: String

    func decode(_ root: Node) -> (Catalogue, GatewaySettings, RegistrarSettings) {
        var catalogue = Catalogue()
        var gateway = GatewaySettings()
        var registrar = RegistrarSettings()
        let value = YAMLValue(node: root, path: [], problems: problems)
        guard let section = value.section(.file) else { return (catalogue, gateway, registrar) }
        if let value = section["gateway"] { gateway = decodeGateway(value) }
        if let value = section["registrar"] { registrar = decodeRegistrar(value) }
        catalogue.issuers = named(section.required("issuers", "whose tokens are accepted"), "issuers by name")
            .compactMap(decodeIssuer)
        catalogue.policies = named(section["policies"], "policies by name").compactMap(decodePolicy)
        catalogue.products = named(section["products"], "products by name").compactMap(decodeProduct)
        catalogue.plans = named(section["plans"], "plans by name").compactMap(decodePlan)
        catalogue.scopes =
            (section["scopes"]?.entries(
                "policies by scope", key: ConfigurationSyntax.scopeRule, where: ConfigurationSyntax.isScope) ?? [])
            .map { ScopeMapping(scope: $0.name, policies: names($0.value, "a list of policies")) }
        catalogue.apis = named(section.required("apis", "what is behind the gateway"), "APIs by name")
            .compactMap(decodeAPI)
        return (catalogue, gateway, registrar)
    }

    // MARK: - Products and plans

    private func decodeProduct(_ name: String, _ value: YAMLValue) -> Product? {
        guard let section = value.section(.product) else { return nil }
        return Product(
            id: name, displayName: section["name"]?.text() ?? name,
            scopes: scopes(section.required("scopes", "the scopes that stand for the product")),
            policies: section.required("policies", "what the product opens").map { names($0, "a list of policies") }
                ?? [])
    }

    private func decodePlan(_ name: String, _ value: YAMLValue) -> Plan? {
        guard let section = value.section(.plan) else { return nil }
        return Plan(
            id: name, displayName: section["name"]?.text() ?? name,
            scopes: scopes(section.required("scopes", "the scopes that stand for the plan")),
            policies: section.required("policies", "the limits of the plan").map { names($0, "a list of policies") }
                ?? [],
            products: section["products"].map { names($0, "a list of products") })
    }

    private func scopes(_ value: YAMLValue?) -> [String] {
        guard let value else { return [] }
        let scopes = value.texts(
            "a list of scopes", each: ConfigurationSyntax.scopeRule, where: ConfigurationSyntax.isScope)
        if scopes.isEmpty, value.node.sequence?.isEmpty == true { value.fail("at least one scope is needed") }
        return scopes
    }

    // MARK: - The gateway

    private func decodeGateway(_ value: YAMLValue) -> GatewaySettings {
        var settings = GatewaySettings()
        guard let section = value.section(.gateway) else { return settings }
        settings.adminListen = section["admin_listen"]?.value(Self.addressRule) { ListenAddress($0) }
        decodeBounds(section, &settings)
        decodeListeners(section, &settings)
        settings.decisions = section["decisions"].flatMap(decodeDecisions)
        settings.accessLog = section["access_log"].flatMap(decodeAccessLog)
        settings.clientFeed = section["client_feed"].flatMap(decodeClientFeed)
        settings.state = section["state"].flatMap(decodeState)
        settings.handover = section["handover"]?.text("the path of a unix socket").map(path)
        return settings
    }

    private func decodeDecisions(_ value: YAMLValue) -> DecisionSettings? {
        guard let section = value.section(.decisions),
            let file = section.required("file", "the file that decisions are added to")?.text("the path of a file")
        else { return nil }
        return DecisionSettings(
            file: path(file), hashesClients: section["hash_clients"]?.boolean() ?? false)
    }

    private func decodeClientFeed(_ value: YAMLValue) -> ClientFeedSettings? {
        guard let section = value.section(.clientFeed) else { return nil }
        let feed = section.required("feed", "the URL of the registrar's feed of clients")?.text(
            "an https URL without query and fragment (http only to this machine)",
            where: { ConfigurationSyntax.isSecureURL($0) })
        let token = section.required("token", "what the registrar asks for").flatMap(decodeSecret)
        let cache = section["cache"]?.text("the path of a file")
        guard let feed, let token else { return nil }
        return ClientFeedSettings(feed: feed, token: token, cache: cache.map(path))
    }

    /// Reads the place of a secret: secrets never stand in the file themselves.
    func decodeSecret(_ value: YAMLValue) -> SecretReference? {
        guard let section = value.section(.secret) else { return nil }
        let variable = section["env"]?.text("the name of a variable of the environment")
        let file = section["file"]?.text("the path of a file")
        switch (section["env"], section["file"]) {
        case (_?, nil): return variable.map { .environment($0) }
        case (nil, _?): return file.map { .file(path($0)) }
        default:
            value.fail("expected either `env`, a variable of the environment, or `file`, a file that holds the secret")
            return nil
        }
    }

    private func decodeState(_ value: YAMLValue) -> StateSettings? {
        guard let section = value.section(.state),
            let file = section.required("file", "the file that quotas in use are kept in")?.text("the path of a file")
        else { return nil }
        var settings = StateSettings(file: path(file))
        if let value = section["flush_interval"], let seconds = value.seconds() {
            if seconds < 1 { value.fail("expected 1s or more, found \(seconds)s") }
            settings.flushIntervalSeconds = max(1, seconds)
        }
        return settings
    }

    // MARK: - Shared

    /// The entries of a mapping from names to something.
    func named(_ value: YAMLValue?, _ expected: String) -> [(name: String, value: YAMLValue)] {
        value?.entries(expected, key: ConfigurationSyntax.nameRule, where: ConfigurationSyntax.isName) ?? []
    }

    /// A file's path: one that is not absolute is relative to the configuration's folder.
    func path(_ text: String) -> String { text.hasPrefix("/") ? text : folder + text }

    /// A list of names.
    func names(_ value: YAMLValue, _ expected: String) -> [String] {
        value.texts(expected, each: ConfigurationSyntax.nameRule, where: ConfigurationSyntax.isName)
    }
}
