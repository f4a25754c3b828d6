/// The meaning of a member of a Tyk file that has no place in a catalogue.
struct TykMeaning {
    let effect: ImportDifference.Effect
    let needsDecision: Bool
    let reason: String

    private init(_ effect: ImportDifference.Effect, decide: Bool = false, _ reason: String) {
        self.effect = effect
        needsDecision = decide
        self.reason = reason
    }

    /// Finds the meaning of the member that this path leads to.
    ///
    /// The nearest name that is known decides; a name that is not known is said to be that.
    init(of path: [String], last: String) {
        for name in path.reversed() {
            if let meaning = Self.byName[name] {
                self = meaning
                return
            }
        }
        self.init(.changed, "left out: this import does not know `\(last)`")
    }

    /// Whether a member of this name, wherever it stands, is something that a person has to decide about.
    static func needsDecision(name: String) -> Bool { byName[name]?.needsDecision ?? false }

    /// Whether a member of this name, wherever it stands, changes nothing for callers.
    static func hasNoEffect(name: String) -> Bool { byName[name]?.effect == ImportDifference.Effect.none }

    private static let byName: [String: TykMeaning] = {
        var result: [String: TykMeaning] = [:]
        for (meaning, names) in groups { for name in names { result[name] = meaning } }
        return result
    }()

    private static let groups: [(TykMeaning, [String])] = [
        (
            TykMeaning(.wider, decide: true, "left out: Tyk opens only these paths; restrict `paths` of the policies"),
            ["white_list", "allow", "allowList"]
        ),
        (
            TykMeaning(
                .wider, decide: true, "left out: Tyk closes these paths; leave them out of the policies' `paths`"),
            ["black_list", "block", "blockList", "internal"]
        ),
        (
            TykMeaning(.narrower, decide: true, "left out: open without a token in Tyk; see the API's `public`"),
            ["ignored", "ignoreAuthentication"]
        ),
        (
            TykMeaning(.wider, decide: true, "left out: a limit for all clients together; a policy limits each client"),
            ["global_rate_limit", "rateLimit", "upstreamRateLimit"]
        ),
        (
            TykMeaning(.wider, decide: true, "left out: limits on single paths or tools; limits here are per API"),
            ["endpoints", "json_rpc_methods", "mcp_primitives", "rate_limit", "rateLimitEndpoint"]
        ),
        (
            TykMeaning(.wider, decide: true, "left out: access inside an MCP or GraphQL request is not looked at here"),
            [
                "json_rpc_methods_access_rights", "mcp_access_rights", "restricted_types", "allowed_types",
                "field_access_rights", "disable_introspection", "max_query_depth", "graphql_access_rights",
            ]
        ),
        (
            TykMeaning(
                .wider, decide: true, "left out: addresses are not looked at here; do it in front of the gateway"),
            [
                "enable_ip_whitelisting", "allowed_ips", "enable_ip_blacklisting", "blacklisted_ips",
                "ipAccessControl",
            ]
        ),
        (
            TykMeaning(
                .wider, decide: true, "left out: a check beside the token, which is then no longer made"),
            [
                "use_mutual_tls_auth", "client_certificates", "enable_signature_checking", "clientCertificates",
                "validate_request", "validateRequest", "validate_json", "size_limits", "global_size_limit",
                "requestSizeLimit", "customClaimValidation", "jtiValidation", "allowedSubjects", "scopeCheck",
                "security_requirements", "securityRequirements",
            ]
        ),
        (
            TykMeaning(.narrower, decide: true, "left out: such an API keeps no count in Tyk; here its limits count"),
            ["disable_rate_limit", "disable_quota", "skipRateLimit", "skipQuota"]
        ),
        (
            TykMeaning(.changed, decide: true, "left out: what plugins do is not known here"),
            [
                "custom_middleware", "custom_middleware_bundle", "response_processors", "auth_provider",
                "session_provider", "prePlugins", "postPlugins", "postAuthenticationPlugins", "responsePlugins",
                "pluginConfig", "plugins", "event_handlers", "eventHandlers", "prePlugin", "postPlugin",
                "postAuthenticationPlugin", "responsePlugin", "go_plugin",
            ]
        ),
        (
            TykMeaning(
                .changed, decide: true, "left out: Tyk answers these requests itself; here they go to the upstream"),
            ["virtual", "virtualEndpoint", "mock_response", "mockResponse", "persist_graphql"]
        ),
        (
            TykMeaning(.changed, decide: true, "left out: versions of an API are APIs of their own here"),
            ["versions", "version_data", "definition", "versioning", "base_api", "expires", "expiration"]
        ),
        (
            TykMeaning(.changed, decide: true, "left out: the gateway tells APIs apart by their path alone"),
            [
                "domain", "customDomain", "certificates", "listen_port", "port", "protocol", "gatewayTags",
            ]
        ),
        (
            TykMeaning(.changed, "left out: the gateway passes requests and responses on as they are"),
            [
                "CORS", "cors", "cache_options", "cache", "graphql", "extended_paths", "global_headers",
                "global_headers_remove", "global_response_headers", "global_response_headers_remove", "proxy",
                "upstream", "uptime_tests", "request_signing", "upstream_certificates", "pinned_public_keys",
                "upstream_auth", "middleware", "override_target", "preserve_host_header", "transformRequestHeaders",
                "config_data", "enable_batch_request_support", "batchProcessing",
            ]
        ),
        (
            TykMeaning(.changed, "left out: another name of the header, or another place for the token"),
            ["auth", "auth_configs", "header", "query", "cookie"]
        ),
        (
            TykMeaning(.changed, decide: true, "left out: another way to authenticate than a signed token"),
            [
                "openid_options", "oauth_meta", "external_oauth", "basic_auth", "base_identity_provided_by",
                "baseIdentityProvider", "oidc", "notifications", "securityProcessingMode", "security_processing_mode",
            ]
        ),
        (
            TykMeaning(.changed, "left out: a refused request is answered at once, never held back and tried again"),
            ["throttle_interval", "throttle_retry_limit", "smoothing"]
        ),
        (
            TykMeaning(.none, "left out: a token is used as long as its own `exp` says"),
            [
                "key_expires_in", "session_lifetime", "post_expiry_action", "post_expiry_grace_period",
                "session_lifetime_respects_key_expiration", "customKeyLifetime", "quota_renews", "quota_remaining",
            ]
        ),
        (
            TykMeaning(.none, "left out: it makes values for other middleware, and changes nothing by itself"),
            ["enable_context_vars", "contextVariables"]
        ),
        (
            TykMeaning(.none, "left out: for keys that sign their requests, and these are no tokens"),
            ["hmac_enabled", "enable_http_signature_validation", "hmac_allowed_algorithms", "hmac_allowed_clock_skew"]
        ),
        (
            TykMeaning(.none, "left out: it says nothing about who may call"),
            [
                "org_id", "orgId", "dbId", "slug", "date_created", "last_updated", "created_at", "updated_at",
                "do_not_track", "enable_detailed_recording", "expire_analytics_after", "detailedTracing",
                "detailedActivityLogs", "trafficLogs", "dont_set_quota_on_create", "hook_references", "api_model",
                "is_site", "sort_by", "user_owners", "user_group_owners", "Pages", "auth_type", "auth_types",
                "access_rights_array", "graphql_enabled", "is_oas", "state", "categories", "tags", "owner",
                "allowance_scope", "api_name", "idpClientIdMappingDisabled", "idp_client_id_mapping_disabled",
                "tag_headers", "track_endpoints", "do_not_track_endpoints", "trackEndpoint", "doNotTrackEndpoint",
                "skipQuotaReset",
            ]
        ),
    ]
}
