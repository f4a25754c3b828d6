extension TykAPI {
    /// The switches of other ways to authenticate.
    private static let otherSwitches = [
        "use_standard_auth", "use_basic_auth", "use_oauth2", "use_openid", "use_go_plugin_auth",
        "enable_coprocess_auth", "custom_plugin_auth_enabled", "use_mutual_tls_auth", "enable_signature_checking",
    ]

    /// Reads a classic API definition.
    init(classic node: TykNode, file: String, findings: ImportFindings) {
        node.markRead()
        _ = node["id"]?.text
        _ = node["is_oas"]?.flag
        let proxy = node.section("proxy")
        self.node = node
        self.file = file
        id = node.text("api_id") ?? node.text("id") ?? ""
        let slug = node.text("slug")
        displayName = node.text("name") ?? slug ?? id
        organisation = node.text("org_id") ?? ""
        place = Place(
            listenPath: proxy?["listen_path"], target: proxy?["target_url"], isActive: node["active"],
            authentication: node["enable_jwt"] ?? node["use_keyless"])
        listenPath = proxy?.text("listen_path") ?? ""
        stripsListenPath = proxy?.flag("strip_listen_path") ?? false
        target = proxy?.text("target_url") ?? ""
        // Files of a gateway without a Dashboard often leave it out; Tyk then does not load them either.
        isActive = node["active"]?.flag ?? true
        isInternal = node.flag("internal")
        isKeyless = node.flag("use_keyless")
        otherAuthentication = Self.otherSwitches.compactMap { name in
            guard let value = node[name], value.flag == true else { return nil }
            return value
        }
        stripsToken = node.flag("strip_auth_data")
        let takesTokens = node.flag("enable_jwt")
        Self.readVersion(node)
        let tokens = Self.tokens(node)
        self.tokens = takesTokens ? tokens : nil
        Self.reportPlaces(
            (node.section("auth_configs")?.section("jwt") ?? node.section("auth")), file, findings, isUsed: takesTokens)
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
        var mappings: [TykTokens.Mapping] = []
        var known: [String: String] = [:]
        for map in [scopes?["scope_to_policy"], node["jwt_scope_to_policy_mapping"]] {
            for (scope, policy) in map?.object ?? [] {
                guard let id = policy.text else { continue }
                // The newer member comes first, and counts where both have a scope.
                if known.updateValue(id, forKey: scope) == id { continue }
                mappings.append(TykTokens.Mapping(node: policy, scope: scope, policyID: id))
            }
        }
        let claim = scopes?.text("scope_claim_name")
        let older = node.text("jwt_scope_claim_name")
        for name in ["jwt_skip_kid", "idp_client_id_mapping_disabled"] { _ = node[name]?.flag }
        return TykTokens(
            signingMethod: node["jwt_signing_method"], source: node["jwt_source"],
            keySets: (node["jwt_jwks_uris"]?.elements ?? []).compactMap { $0.keySetURL },
            scopeClaims: [claim ?? older ?? "scope"],
            identityClaims: [node["jwt_identity_base_field"]].compactMap { $0 },
            policyClaims: [node["jwt_policy_field_name"], node["jwt_client_base_field"]].compactMap { $0 },
            mappings: mappings, defaultPolicies: node["jwt_default_policies"]?.elements ?? [],
            skews: ["issued_at", "expires_at", "not_before"].compactMap { node["jwt_\($0)_validation_skew"] },
            issuers: [], audiences: [],
            mappingNode: scopes?["scope_to_policy"] ?? node["jwt_scope_to_policy_mapping"])
    }

    /// Reports where else than in `Authorization` Tyk looks for tokens.
    private static func reportPlaces(
        _ auth: TykNode?, _ file: String, _ findings: ImportFindings, isUsed: Bool
    ) {
        guard let auth, isUsed else { return }
        for name in ["use_param", "use_cookie", "disable_header"] {
            guard let value = auth[name], value.flag == true else { continue }
            findings.add(
                .narrower, decide: true, at: value, in: file,
                "left out: tokens are read from the header `Authorization` alone; from elsewhere they leak (RFC 6750"
                    + " §5.3)"
            )
        }
        if let header = auth["auth_header_name"], let name = header.text, !name.isEmpty,
            name.lowercased() != "authorization"
        {
            findings.add(
                .narrower, decide: true, at: header, in: file,
                "left out: tokens are read from the header `Authorization` alone")
        }
    }
}
