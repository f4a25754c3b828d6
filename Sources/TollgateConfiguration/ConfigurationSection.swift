/// The mappings of the file whose keys are fixed.
///
/// The decoder reads no keys but these, and the tests hold the JSON Schema against them; its definitions have the names
/// of the cases.
enum ConfigurationSection: String, CaseIterable {
    case file
    case issuer
    case refresh
    case tls
    case gateway
    case timeouts
    case drain
    case decisions
    case registrar
    case secret
    case state
    case policy
    case limits
    case accessRight = "access_right"
    case pathRule = "path_rule"
    case product
    case plan
    case api
    case registrarRules = "registrar_rules"
    case clientType = "client_type"
    case lostAfter = "lost_after"

    /// The keys that it may have.
    var keys: [String] {
        switch self {
        case .file: ["issuers", "gateway", "policies", "products", "plans", "scopes", "apis", "registrar"]
        case .issuer:
            [
                "issuer", "profile", "audiences", "keys", "discovery_url", "token_types", "scope_claims",
                "merge_scope_claims", "client_id_claims", "clock_skew", "max_token_lifetime", "refresh", "tls",
                "allow_http", "use_proxy",
            ]
        case .refresh: ["interval", "cooldown", "timeout", "max_stale"]
        case .tls: ["ca_file", "client_certificate", "client_key", "insecure_skip_verify"]
        case .gateway:
            [
                "listen", "admin_listen", "max_connections", "max_token_bytes", "timeouts", "drain", "decisions",
                "registrar", "state",
            ]
        case .timeouts: ["header", "body", "body_idle", "keep_alive", "write"]
        case .drain: ["deadline"]
        case .registrar: ["feed", "token", "cache"]
        case .registrarRules:
            [
                "application_types", "allow_implicit", "allow_password", "allow_loopback_redirects", "client_types",
                "lost_after",
            ]
        case .lostAfter: ["refusals", "span"]
        case .clientType:
            [
                "name", "description", "response_types", "grant_types", "token_endpoint_auth_method",
                "application_type",
            ]
        case .secret: ["env", "file"]
        case .decisions: ["file", "hash_clients"]
        case .state: ["file", "flush_interval"]
        case .policy: ["active", "allow"] + Self.limits.keys + ["per_api", "tags", "metadata", "priority"]
        case .limits: ["rate", "quota", "concurrency"]
        case .accessRight: ["api", "paths"]
        case .pathRule: ["path", "methods"]
        case .product: ["name", "scopes", "policies"]
        case .plan: ["name", "scopes", "policies", "products"]
        case .api:
            [
                "listen_path", "upstream", "issuers", "audiences", "resource", "clients", "default_policy",
                "without_plan", "forward_token", "limit_by", "error_style", "mode", "public", "encoded_slashes",
            ]
        }
    }
}
