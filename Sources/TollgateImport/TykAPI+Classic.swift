extension TykAPI {
    /// The switches of other ways to authenticate.
    private static let otherSwitches = [
        "use_standard_auth", "use_basic_auth", "use_oauth2", "use_openid", "use_go_plugin_auth",
        "enable_coprocess_auth", "custom_plugin_auth_enabled", "use_mutual_tls_auth", "enable_signature_checking",
    ]

    /// Reads a classic API definition.
    init(classic node: TykNode, file: String) {
        node.markRead()
        _ = node["id"]?.text
        _ = node["is_oas"]?.flag
        let proxy = node.section("proxy")
        let takesTokens = node.flag("enable_jwt")
        let takesOpenID = !takesTokens && node.flag("use_openid")
        self.node = node
        self.file = file
        id = node.text("api_id") ?? node.text("id") ?? ""
        let slug = node.text("slug")
        displayName = node.text("name") ?? slug ?? id
        organisation = node.text("org_id") ?? ""
        place = Place(
            listenPath: proxy?["listen_path"], target: proxy?["target_url"], isActive: node["active"],
            authentication: takesOpenID ? node["use_openid"] : node["enable_jwt"] ?? node["use_keyless"])
        listenPath = proxy?.text("listen_path") ?? ""
        stripsListenPath = proxy?.flag("strip_listen_path") ?? false
        target = proxy?.text("target_url") ?? ""
        // Files of a gateway without a Dashboard often leave it out; Tyk then does not load them either.
        isActive = node["active"]?.flag ?? true
        isInternal = node.flag("internal")
        isKeyless = node.flag("use_keyless")
        otherAuthentication = Self.otherSwitches.compactMap { name in
            guard let value = node[name], value.flag == true, name != "use_openid" || takesTokens else { return nil }
            return value
        }
        Self.settleIdentity(node["base_identity_provided_by"], isOpenID: takesOpenID)
        stripsToken = node.flag("strip_auth_data")
        Self.readVersion(node)
        let places = node.section("auth_configs")
        var tokens = takesOpenID ? Self.openID(node) : Self.tokens(node)
        tokens.otherPlaces = TykPlace.places(
            classic: places?.section(takesOpenID ? "oidc" : "jwt") ?? node.section("auth"))
        self.tokens = takesTokens || takesOpenID ? tokens : nil
    }

    /// Ticks off what an API without versions has to say about its only one.
    private static func readVersion(_ node: TykNode) {
        guard let data = node.section("version_data"), data.flag("not_versioned") else { return }
        for version in data.section("versions")?.object ?? [] {
            version.node.markRead()
            _ = version.node["name"]?.text
            _ = version.node["use_extended_paths"]?.flag
        }
        _ = data["default_version"]?.text
    }

    private static func tokens(_ node: TykNode) -> TykTokens {
        let scopes = node.section("scopes")?.section("jwt")
        let claim = scopes?.text("scope_claim_name")
        let older = node.text("jwt_scope_claim_name")
        for name in ["jwt_skip_kid", "idp_client_id_mapping_disabled"] { _ = node[name]?.flag }
        return TykTokens(
            signingMethod: node["jwt_signing_method"], source: node["jwt_source"],
            keySets: (node["jwt_jwks_uris"]?.elements ?? []).compactMap { $0.keySetURL },
            scopeClaims: [claim ?? older ?? "scope"],
            identityClaims: [node["jwt_identity_base_field"]].compactMap { $0 },
            policyClaims: [node["jwt_policy_field_name"], node["jwt_client_base_field"]].compactMap { $0 },
            mappings: mappings([scopes?["scope_to_policy"], node["jwt_scope_to_policy_mapping"]]),
            defaultPolicies: node["jwt_default_policies"]?.elements ?? [],
            skews: ["issued_at", "expires_at", "not_before"].compactMap { node["jwt_\($0)_validation_skew"] },
            issuers: [], audiences: [],
            mappingNode: scopes?["scope_to_policy"] ?? node["jwt_scope_to_policy_mapping"])
    }

    /// Tokens of OpenID providers: the file has their issuers, and for each client the policy that it brings.
    private static func openID(_ node: TykNode) -> TykTokens {
        let options = node.section("openid_options")
        // Whether sessions are kept apart by client; here counters are the client's, or the client's and `sub`'s.
        _ = options?["segregate_by_client"]?.flag
        let providers = (options?["providers"]?.elements ?? []).compactMap { provider -> TykTokens.Provider? in
            guard provider.object != nil, let issuer = provider["issuer"] else { return nil }
            let clients = (provider["client_ids"]?.object ?? []).compactMap { member in
                member.node.text.map { TykTokens.Client(node: member.node, id: member.name, policyID: $0) }
            }
            return TykTokens.Provider(issuer: issuer, clients: clients)
        }
        let scopes = node.section("scopes")?.section("oidc")
        return TykTokens(
            openID: options ?? node["use_openid"] ?? node, providers: providers,
            scopeClaim: scopes?.text("scope_claim_name") ?? node.text("jwt_scope_claim_name"),
            mappings: mappings([scopes?["scope_to_policy"], node["jwt_scope_to_policy_mapping"]]),
            mappingNode: scopes?["scope_to_policy"] ?? node["jwt_scope_to_policy_mapping"])
    }

    /// The mappings of scopes; the newer member comes first, and counts where both have a scope.
    private static func mappings(_ maps: [TykNode?]) -> [TykTokens.Mapping] {
        var mappings: [TykTokens.Mapping] = []
        var known: [String: String] = [:]
        for map in maps {
            for (scope, policy) in map?.object ?? [] {
                guard let id = policy.text else { continue }
                if known.updateValue(id, forKey: scope) == id { continue }
                mappings.append(TykTokens.Mapping(node: policy, scope: scope, policyID: id))
            }
        }
        return mappings
    }
}
