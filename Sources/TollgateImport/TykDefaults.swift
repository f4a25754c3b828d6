/// The values that Tyk and its Dashboard write by default, other than zero values.
enum TykDefaults {
    /// A value that a member has by default, where its path ends in `path`; `*` stands for one name.
    private struct Rule {
        let path: [Substring]
        let value: String
        /// The member beside it that has to be absent or false, because the value counts only together with it.
        let unless: String?

        init(_ path: String, _ value: String, unless: String? = nil) {
            self.path = path.split(separator: "/")
            self.value = value
            self.unless = unless
        }
    }

    /// Any value: it has no effect as long as the member named in `unless` is off.
    private static let any = "any"

    private static let rules = [
        Rule("throttle_interval", "-1"), Rule("throttle_retry_limit", "-1"), Rule("max_query_depth", "-1"),
        Rule("hmac_allowed_clock_skew", "-1"), Rule("auth/auth_header_name", "\"Authorization\""),
        Rule("auth/auth_header_name", "\"authorization\""),
        Rule("auth_configs/*/auth_header_name", "\"Authorization\""),
        Rule("definition/location", "\"header\""), Rule("definition/key", "\"x-api-version\""),
        Rule("definition/key", "\"version\""), Rule("versions/Default/name", "\"Default\""),
        Rule("versions/*/use_extended_paths", "true"), Rule("cache_options/cache_timeout", "60"),
        Rule("service_discovery/cache_timeout", any, unless: "use_discovery_service"),
        Rule("CORS/allowed_origins", any, unless: "enable"), Rule("CORS/allowed_methods", any, unless: "enable"),
        Rule("CORS/allowed_headers", any, unless: "enable"), Rule("CORS/max_age", any, unless: "enable"),
        Rule("graphql/execution_mode", any, unless: "enabled"), Rule("graphql/version", any, unless: "enabled"),
        Rule("cors/maxAge", any, unless: "enabled"), Rule("cors/allowedHeaders", any, unless: "enabled"),
        Rule("cors/allowedOrigins", any, unless: "enabled"), Rule("cors/allowedMethods", any, unless: "enabled"),
        Rule("scopeCheck/claimNames", any, unless: "enabled"), Rule("scopeCheck/separator", any, unless: "enabled"),
    ]

    private static let byLastName = Dictionary(grouping: rules) { $0.path.last ?? "" }

    /// Whether a member has Tyk's default.
    ///
    /// - Parameters:
    ///   - node: Its value.
    ///   - path: The names that lead to it, the last one its own.
    ///   - parent: The object that it is a member of.
    /// - Returns: Whether the value was not chosen.
    static func hasDefault(_ node: TykNode, path: [String], in parent: TykNode) -> Bool {
        guard let last = path.last, let rules = byLastName[Substring(last)] else { return false }
        return rules.contains { rule in
            guard path.count >= rule.path.count else { return false }
            let isPath = zip(path.suffix(rule.path.count), rule.path).allSatisfy { $1 == "*" || $0 == $1 }
            guard isPath else { return false }
            if let unless = rule.unless, let flag = parent[unless], !flag.isZero { return false }
            return rule.value == any || node.summary == rule.value
        }
    }
}
