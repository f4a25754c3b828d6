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
    case listener
    case authorizer
    case listenerTLS = "listener_tls"
    case http2
    case certificate
    case clientCertificates = "client_certificates"
    case timeouts
    case upstream
    case upstreamTimeouts = "upstream_timeouts"
    case drain
    case decisions
    case accessLog = "access_log"
    case clientFeed = "client_feed"
    case secret
    case state
    case policy
    case limits
    case accessRight = "access_right"
    case pathRule = "path_rule"
    case product
    case plan
    case api
    case apiTimeouts = "api_timeouts"
    case upstreamTLS = "upstream_tls"
    case webSocketToken = "websocket_token"
    case cors
    case addressLimits = "address_limits"
    case upstreamServer = "upstream_server"
    case upstreamHealth = "upstream_health"
    case upstreamCheck = "upstream_check"
    case registrar
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
                "listen", "listeners", "admin_listen", "trusted_proxies", "forwarded", "max_connections",
                "max_connections_per_address", "max_header_bytes", "max_body_bytes", "max_token_bytes",
                "token_cache_bytes", "timeouts", "dns_refresh", "upstream", "drain", "decisions", "access_log",
                "client_feed", "state", "handover",
            ]
        case .listener:
            [
                "listen", "mode", "group", "proxy_protocol", "trusted_proxies", "forwarded", "timeouts",
                "max_header_bytes", "max_body_bytes", "max_connections", "max_connections_per_address", "tls",
                "forwarded_client_certificate", "http2", "authorizer",
            ]
        case .authorizer: ["proxy", "peers"]
        case .http2: ["enabled", "max_concurrent_streams"]
        case .listenerTLS: ["certificates", "min_version", "client_certificates"]
        case .certificate: ["certificate", "key", "hosts"]
        case .clientCertificates: ["ca_file", "verify"]
        case .timeouts: ["header", "body", "body_idle", "keep_alive", "write"]
        case .upstream: ["timeouts", "max_connections"]
        case .upstreamTimeouts: Self.apiTimeouts.keys + ["keep_alive"]
        case .apiTimeouts: ["connect", "first_byte", "idle", "whole", "tunnel_idle", "tunnel_whole"]
        case .webSocketToken: ["protocol"]
        case .upstreamTLS: Self.tls.keys + ["server_name"]
        case .addressLimits: ["public", "failed_tokens"]
        case .cors: ["origins", "methods", "headers", "expose", "max_age"]
        case .upstreamServer: ["url", "weight"]
        case .upstreamHealth: ["failures", "ejection", "check"]
        case .upstreamCheck: ["path", "interval", "timeout", "failures", "successes"]
        case .drain: ["delay", "deadline"]
        case .clientFeed: ["feed", "token", "cache"]
        case .registrar:
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
        case .accessLog: ["file", "stdout", "sample", "query"]
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
                "listen_path", "hosts", "cors", "upstream", "upstreams", "upstream_health", "issuers", "audiences",
                "resource",
                "clients", "default_policy",
                "without_plan", "forward_token", "preserve_host", "identity_fields", "limit_by", "address_limits",
                "error_style", "mode",
                "public",
                "encoded_slashes", "timeouts", "max_body_bytes", "max_upstream_connections", "upstream_tls",
                "upstream_protocol", "upgrades", "websocket_token", "on_expiry",
            ]
        }
    }

    /// The names that keys had earlier, which are still read: the earlier one, and the key that it stands for.
    var earlierKeys: [String: String] {
        switch self {
        case .gateway: ["registrar": "client_feed"]
        default: [:]
        }
    }

    /// The name under which a mapping has a key: its own, or the one that it had earlier.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - names: The names that the mapping has.
    /// - Returns: The earlier name if the mapping has that one alone.
    func key(_ key: String, in names: Set<String>) -> String {
        guard !names.contains(key) else { return key }
        return earlierKeys.first { $0.value == key && names.contains($0.key) }?.key ?? key
    }
}
