extension TykAPI {
    /// The member of an OpenAPI document that holds what Tyk adds.
    static let extensionName = "x-tyk-api-gateway"

    /// The members of an OpenAPI document that describe the API.
    private static let descriptive = [
        "info", "servers", "tags", "externalDocs", "paths", "components", "security", "webhooks",
    ]

    /// Reads a Tyk OAS API definition.
    init(oas node: TykNode, file: String, findings: ImportFindings) {
        node.markRead()
        let tyk = node.section(Self.extensionName)
        let info = tyk?.section("info")
        let server = tyk?.section("server")
        let listen = server?.section("listenPath")
        let authentication = server?.section("authentication")
        self.node = node
        self.file = file
        id = info?.text("id") ?? info?.text("dbId") ?? ""
        _ = info?["dbId"]?.text
        let title = node.section("info")?["title"]?.text
        displayName = info?.text("name") ?? title ?? id
        organisation = info?.text("orgId") ?? ""
        place = Place(
            listenPath: listen?["value"], target: tyk?.section("upstream")?["url"],
            isActive: info?.section("state")?["active"], authentication: authentication)
        listenPath = listen?.text("value") ?? ""
        stripsListenPath = listen?.flag("strip") ?? false
        target = tyk?.section("upstream")?.text("url") ?? ""
        isActive = info?.section("state")?["active"]?.flag ?? true
        isInternal = info?.section("state")?.flag("internal") ?? false
        let isAuthenticated = authentication?.flag("enabled") ?? false
        isKeyless = !isAuthenticated
        stripsToken = authentication?.flag("stripAuthorizationData") ?? false

        var jwt: TykNode?
        var others: [TykNode] = []
        for scheme in authentication?.section("securitySchemes")?.object ?? [] {
            guard scheme.node.object != nil else { continue }
            let isOn = scheme.node.flag("enabled")
            if Self.isJWT(scheme.name, scheme.node, in: node) {
                if isOn || jwt == nil { jwt = scheme.node }
            } else if isOn {
                others.append(scheme.node)
            }
        }
        for name in ["hmac", "certificateAuth", "custom"] {
            if let way = authentication?.section(name), way.flag("enabled") { others.append(way) }
        }
        let takesTokens = jwt?.flag("enabled") ?? false
        let oidc = authentication?.section("oidc").flatMap { $0.flag("enabled") ? $0 : nil }
        if let oidc, takesTokens { others.append(oidc) }
        otherAuthentication = others
        var tokens = takesTokens ? jwt.map(Self.tokens) : oidc.map(Self.openID)
        Self.settleIdentity(authentication?["baseIdentityProvider"], isOpenID: !takesTokens)
        if let scheme = takesTokens ? jwt : oidc { tokens?.otherPlaces = TykPlace.places(oas: scheme) }
        self.tokens = isAuthenticated ? tokens : nil
        Self.readDescription(node, file, findings)
    }

    /// Whether a scheme is one for JSON Web Tokens; the OpenAPI part says so, or its members do.
    private static func isJWT(_ name: String, _ scheme: TykNode, in node: TykNode) -> Bool {
        if let described = node["components"]?["securitySchemes"]?[name] {
            return described["scheme"]?.says("bearer") == true
                && described["bearerFormat"]?.says("JWT") == true
        }
        return ["source", "jwksURIs", "signingMethod", "scopes"].contains { scheme[$0] != nil }
    }

    private static func tokens(_ jwt: TykNode) -> TykTokens {
        let scopes = jwt.section("scopes")
        let claims = scopes?.texts("claims") ?? []
        let claim = scopes?.text("claimName")
        // Tyk falls back to `scope` where none of the configured claims is there.
        let names = (claims.isEmpty ? [claim].compactMap { $0 } : claims) + ["scope"]
        _ = jwt["skipKid"]?.flag
        _ = jwt["idpClientIdMappingDisabled"]?.flag
        return TykTokens(
            signingMethod: jwt["signingMethod"], source: jwt["source"],
            keySets: (jwt["jwksURIs"]?.elements ?? []).compactMap { $0.keySetURL },
            scopeClaims: names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map(\.element),
            identityClaims: list(jwt["subjectClaims"], else: jwt["identityBaseField"]),
            policyClaims: list(jwt["basePolicyClaims"], else: jwt["policyFieldName"])
                + [jwt["clientBaseField"]].compactMap { $0 },
            mappings: mappings(scopes), defaultPolicies: jwt["defaultPolicies"]?.elements ?? [],
            skews: ["issuedAtValidationSkew", "expiresAtValidationSkew", "notBeforeValidationSkew"]
                .compactMap { jwt[$0] },
            issuers: jwt["allowedIssuers"]?.elements ?? [], audiences: jwt.texts("allowedAudiences"),
            mappingNode: scopes)
    }

    /// The elements of the newer member, or the older one; the one that Tyk does not look at is ticked off.
    private static func list(_ newer: TykNode?, else older: TykNode?) -> [TykNode] {
        guard let elements = newer?.elements, !elements.isEmpty else { return [older].compactMap { $0 } }
        _ = older?.text
        return elements
    }

    /// Tokens of OpenID providers: the definition has their issuers, and for each client the policy that it brings.
    private static func openID(_ oidc: TykNode) -> TykTokens {
        _ = oidc["segregateByClientId"]?.flag
        let providers = (oidc["providers"]?.elements ?? []).compactMap { provider -> TykTokens.Provider? in
            guard provider.object != nil, let issuer = provider["issuer"] else { return nil }
            let clients = (provider["clientToPolicyMapping"]?.elements ?? []).compactMap { entry in
                entry.object.flatMap { _ in entry["policyId"] }.flatMap { policy in
                    policy.text.map { TykTokens.Client(node: policy, id: entry.text("clientId") ?? "", policyID: $0) }
                }
            }
            return TykTokens.Provider(issuer: issuer, clients: clients)
        }
        let scopes = oidc.section("scopes")
        return TykTokens(
            openID: oidc, providers: providers, scopeClaim: scopes?.text("claimName"), mappings: mappings(scopes),
            mappingNode: scopes)
    }

    private static func mappings(_ scopes: TykNode?) -> [TykTokens.Mapping] {
        (scopes?["scopeToPolicyMapping"]?.elements ?? []).compactMap { entry in
            guard entry.object != nil, let scope = entry.text("scope"), let policy = entry["policyId"],
                let id = policy.text, !id.isEmpty
            else { return nil }
            return TykTokens.Mapping(node: policy, scope: scope, policyID: id)
        }
    }

    /// Ticks off what describes the API, with a word on what it could be taken for.
    private static func readDescription(_ node: TykNode, _ file: String, _ findings: ImportFindings) {
        _ = node["openapi"]?.text
        for name in descriptive {
            guard let member = node[name] else { continue }
            if !member.isZero {
                findings.add(
                    .none, at: member, in: file, found: "\(name) of the OpenAPI document",
                    "left out: it describes the API; who may call what comes from the policies")
            }
            member.markAllRead()
        }
    }
}
