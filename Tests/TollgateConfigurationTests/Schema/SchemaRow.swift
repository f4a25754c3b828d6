import Testing

/// A key of the file, values that it may have and values that it may not, as JSON.
struct SchemaRow: CustomTestStringConvertible, Sendable {
    let path: String
    let good: [String]
    let bad: [String]

    var testDescription: String { path }

    private init(_ path: String, good: [String], bad: [String]) {
        self.path = path
        self.good = good
        self.bad = bad
    }

    static let all: [SchemaRow] = issuers + policies + bundles + apis + registrar

    private static let issuers = [
        SchemaRow(
            "issuers.portal.issuer",
            good: [#""https://i""#, #""http://localhost:9/x""#, #""http://127.0.0.1""#, #""http://[::1]:80/r""#],
            bad: [
                #""http://i.example/""#, #""https://i/?q""#, #""https://i/#f""#, #""ftp://i""#, #""""#, "5", "[]",
                #""https://i/.well-known/openid-configuration""#, #""https://i/{tenantid}/v2.0""#,
                #""https://i/<realm>""#,
            ]),
        SchemaRow(
            "issuers.portal.audiences", good: [#""any""#, #"["a", "b"]"#], bad: [#""a""#, "[]", "{}", #"[""]"#, "true"]),
        SchemaRow(
            "issuers.portal.keys", good: [#""discovery""#, #"["https://i/a", "https://i/b?x=1"]"#],
            bad: [#""http://i.example/k""#, "[]", #"["keys.json"]"#, #""""#, "{}", #"{"keys": []}"#]),
        SchemaRow("issuers.portal.allow_http", good: ["true", "false"], bad: [#""yes""#, "1"]),
        SchemaRow("issuers.portal.use_proxy", good: ["false"], bad: [#""http://proxy.example""#]),
        SchemaRow(
            "issuers.portal.tls", good: ["{}", #"{"insecure_skip_verify": true}"#],
            bad: ["[]", "true", #"{"ca_file": ""}"#, #"{"insecure_skip_verify": "yes"}"#]),
        SchemaRow("issuers.portal.profile", good: [#""entra""#], bad: [#""keycloack""#, "1"]),
        SchemaRow("issuers.portal.token_types", good: [#"["JWT"]"#], bad: [#""JWT""#, "[]"]),
        SchemaRow(
            "issuers.portal.scope_claims", good: [#"["a.b"]"#, #"["a\\.b.c", "a"]"#], bad: ["[]", #""scp""#, #"[""]"#]),
        SchemaRow("issuers.portal.merge_scope_claims", good: ["true", "false"], bad: [#""yes""#, "[]"]),
        SchemaRow(
            "issuers.portal.clock_skew", good: [#""0s""#, #""2min""#, #""5m""#],
            bad: [#""10""#, "10", #""10 s""#, #""s""#]),
        SchemaRow("issuers.portal.max_token_lifetime", good: [#""1w""#], bad: [#""0s""#, #""1y""#]),
        SchemaRow("issuers.portal.refresh.interval", good: [#""1s""#], bad: [#""0s""#, #""00m""#]),
        SchemaRow("issuers.portal.refresh", good: ["{}"], bad: ["[]", #""10m""#]),
        SchemaRow(
            "gateway", good: [#"{"listen": "localhost:0"}"#, #"{"listen": "[::1]:443"}"#],
            bad: [
                #"{"listen": "8080"}"#, #"{"listen": ":80"}"#, #"{"listen": "::1:80"}"#, #"{"listen": 80}"#,
                #"{"listen": "unix:/run/s"}"#, #"{"listen": "a:80", "listeners": [{"listen": "b:80"}]}"#,
            ]),
        SchemaRow(
            "gateway.listeners", good: [#"[{"listen": "a:80"}, {"listen": "[::1]:80"}]"#],
            bad: [
                "[]", "{}", "[{}]", #"["a:80"]"#, #"[{"listen": "a:80", "mode": "0600"}]"#,
                #"[{"listen": "a:80", "group": "g"}]"#,
            ]),
        SchemaRow(
            "gateway.listeners.0.listen", good: [#""unix:/s""#],
            bad: [
                #""unix:s""#, #""unix:""#, #""unix:/""#, #""unix:/run/""#, #""/run/s""#, "1",
                "\"unix:/\(String(repeating: "x", count: 103))\"",
            ]),
        SchemaRow(
            "gateway.listeners.0.mode", good: [#""0600""#, #""0777""#],
            bad: ["600", #""600""#, #""0680""#, #""00600""#, #""u=rw""#]),
        SchemaRow("gateway.listeners.0.group", good: [#""1000""#], bad: [#""""#, "[]"]),
        SchemaRow(
            "gateway.listeners.0.forwarded_client_certificate", good: [#""off""#], bad: [#""on""#, "true"]),
        SchemaRow("gateway.listeners.0.http2", good: ["{}", #"{"enabled": false}"#], bad: ["true", "[]", #""on""#]),
        SchemaRow(
            "gateway.listeners.0.http2.max_concurrent_streams", good: ["1", "10000"], bad: ["0", "10001", #""all""#]),
        SchemaRow(
            "gateway.listeners.0.tls.min_version", good: [#""1.2""#, "1.3"], bad: [#""1.1""#, #""TLSv1.2""#, "1"]),
        SchemaRow(
            "gateway.listeners.0.tls.certificates.0.hosts", good: [#"["127.0.0.1", "::1", "a.b"]"#],
            bad: ["[]", #""a""#, #"["a b"]"#, #"["*a.example"]"#, #"["https://a/"]"#, #"["a..b"]"#, #"["a:443"]"#]),
        SchemaRow(
            "gateway.listeners.0.tls.client_certificates.verify", good: [#""required""#], bad: [#""on""#, "true"]),
        SchemaRow(
            "gateway.listeners.0.authorizer", good: [#"{"proxy": "envoy", "peers": ["unix", "10.0.0.0/8"]}"#],
            bad: ["{}", "true", #""nginx""#, #"{"proxy": "nginx"}"#, #"{"peers": ["unix"]}"#]),
        SchemaRow(
            "gateway.listeners.0.authorizer.proxy", good: [#""caddy""#, #""haproxy""#],
            bad: [#""apache""#, "true", "[]", #""Nginx""#]),
        SchemaRow(
            "gateway.listeners.0.authorizer.peers", good: [#"["unix", "::1"]"#],
            bad: ["[]", #""unix""#, #"["localhost"]"#, #"["unix", "*"]"#]),
        SchemaRow("gateway.listeners.0.proxy_protocol", good: [#""off""#], bad: [#""on""#, "true", "1"]),
        SchemaRow(
            "gateway.listeners.0.trusted_proxies", good: [#"["unix", "::1", "2001:db8::/32", "::ffff:10.0.0.1"]"#],
            bad: [#""unix""#, #"["localhost"]"#, #"["10.0.0.0/x"]"#, #"[""]"#, #"["10.0.0.0/8/8"]"#, #"["fe80::1%e"]"#]),
        SchemaRow(
            "gateway.trusted_proxies", good: ["[]", #"["10.0.0.0/8"]"#], bad: ["{}", #"["*"]"#, #"["10.0.0.*"]"#]),
        SchemaRow("gateway.forwarded", good: [#""forwarded""#], bad: [#""X-Forwarded-For""#, #""both""#, "[]"]),
        SchemaRow("gateway.max_header_bytes", good: ["1024", "1048576"], bad: ["1023", "1048577", #""80 KiB""#]),
        SchemaRow("gateway.max_body_bytes", good: ["0", "1099511627776"], bad: ["-1", "1099511627777", #""any""#]),
        SchemaRow("gateway.max_connections_per_address", good: ["1", "1000000"], bad: ["0", "1000001"]),
        SchemaRow("gateway.max_connections", good: ["1", "1000000"], bad: ["0", "-1", "1000001", #""many""#]),
        SchemaRow("gateway.token_cache_bytes", good: ["0", "17179869184"], bad: ["-1", "17179869185", #""64 MiB""#]),
        SchemaRow("gateway.max_token_bytes", good: ["1", "65536"], bad: ["0", "65537", #""8 KiB""#]),
        SchemaRow("gateway.timeouts", good: ["{}", #"{"body": "52w"}"#], bad: ["[]", #""30s""#]),
        SchemaRow("gateway.timeouts.header", good: [#""1s""#], bad: [#""0s""#, "30"]),
        SchemaRow("gateway.timeouts.body", good: [#""1h""#], bad: [#""0s""#, #""unlimited""#]),
        SchemaRow("gateway.timeouts.body_idle", good: [#""1min""#], bad: [#""0m""#]),
        SchemaRow("gateway.timeouts.keep_alive", good: [#""1s""#], bad: [#""0s""#]),
        SchemaRow("gateway.timeouts.write", good: [#""1s""#], bad: [#""0s""#]),
        SchemaRow("gateway.dns_refresh", good: [#""1s""#], bad: [#""0s""#, "30", #""never""#]),
        SchemaRow("gateway.upstream", good: ["{}"], bad: ["[]", #""http://a/""#]),
        SchemaRow("gateway.upstream.max_connections", good: ["1", "1000000"], bad: ["0", "1000001", #""many""#]),
        SchemaRow("gateway.upstream.timeouts", good: ["{}"], bad: ["[]", #"{"write": "1s"}"#]),
        SchemaRow("gateway.upstream.timeouts.connect", good: [#""1s""#], bad: [#""0s""#, #""none""#, "5"]),
        SchemaRow("gateway.upstream.timeouts.first_byte", good: [#""24h""#], bad: [#""0s""#, #""none""#]),
        SchemaRow("gateway.upstream.timeouts.idle", good: [#""1s""#, #""none""#], bad: [#""0s""#, #""never""#, "60"]),
        SchemaRow("gateway.upstream.timeouts.whole", good: [#""1h""#, #""none""#], bad: [#""0s""#, "[]"]),
        SchemaRow("gateway.upstream.timeouts.tunnel_idle", good: [#""1h""#, #""none""#], bad: [#""0s""#]),
        SchemaRow("gateway.upstream.timeouts.tunnel_whole", good: [#""1h""#, #""none""#], bad: [#""0s""#]),
        SchemaRow("gateway.upstream.timeouts.keep_alive", good: [#""1s""#], bad: [#""0s""#, #""none""#]),
        SchemaRow("gateway.drain", good: ["{}"], bad: ["[]", #""20s""#]),
        SchemaRow("gateway.drain.deadline", good: [#""1s""#], bad: [#""0s""#, "20"]),
        SchemaRow("gateway.decisions", good: [#"{"file": "/var/log/d"}"#], bad: ["{}", #""d""#, #"{"file": ""}"#]),
        SchemaRow("gateway.client_feed.feed", good: [#""http://[::1]:9/f""#], bad: [#""http://r.example/""#, "1"]),
        SchemaRow(
            "gateway.client_feed.token", good: [#"{"env": "TOKEN"}"#],
            bad: [#""secret""#, "{}", #"{"env": "A", "file": "b"}"#, #"{"env": ""}"#]),
        SchemaRow("gateway.state", good: [#"{"file": "/var/lib/s"}"#], bad: ["{}", #""s""#, #"{"file": ""}"#]),
        SchemaRow("gateway.state.flush_interval", good: [#""1s""#], bad: [#""0s""#, "10"]),
        SchemaRow("gateway.decisions.hash_clients", good: ["false"], bad: [#""yes""#]),
    ]

    private static let policies = [
        SchemaRow("policies.access.active", good: ["false"], bad: [#""yes""#, "1"]),
        SchemaRow(
            "policies.access.rate", good: [#""5/1s""#, #""100/min""#, #""1/2w""#, #""unlimited""#],
            bad: [#""5""#, "5", #""0/1s""#, #""5/0s""#, #""5/m""#, #""5/1m""#, #""5/month""#, #""5/1y""#, #""-1/s""#]),
        SchemaRow(
            "policies.access.quota", good: [#""5/month""#, #""5/1month""#, #""5/h""#, #""unlimited""#],
            bad: [#""5/2month""#, #""0/1d""#, #""5/1m""#, #""lots""#]),
        SchemaRow("policies.access.concurrency", good: ["1", "1000000"], bad: ["0", "-1", "1000001", #""some""#]),
        SchemaRow("policies.access.priority", good: ["0", "7"], bad: ["1.5", "3000000000", #""high""#]),
        SchemaRow("policies.access.tags", good: ["[]", #"["a-b"]"#], bad: [#"["a b"]"#, #""a""#]),
        SchemaRow(
            "policies.access.metadata", good: ["{}", #"{"a": "x y", "b": 1}"#], bad: [#"{"a": []}"#, #"{"a b": "x"}"#]),
        SchemaRow("policies.access.per_api", good: ["{}"], bad: ["[]", #"{"payments": {"burst": 1}}"#]),
        SchemaRow("policies.no-op", good: [], bad: ["{}"]),
        SchemaRow("policies.a b", good: [], bad: ["{}"]),
        SchemaRow(
            "policies.access.allow.0.paths.0.path",
            good: [
                #""/""#, #""/*""#, #""/a/""#, #""/a.b/{id}/*""#, #""/{a}/{b}""#, #""/~x!$&'()+,:=@[]^_`|""#, #""/...""#,
                #""/a%20b""#, #""/me%40x/caf%C3%A9""#, #""/%2A/%7bid%7D""#, #""/a%2Fb/..%2e""#, #""/%2Ea""#,
                #""/a%3Fb%23""#, #""/%E2%82%AC/%F0%9F%99%82""#,
            ],
            bad: [
                #""get""#, #""""#, #""/a//b""#, #""//""#, #""/a/../b""#, #""/.""#, #""/a*""#, #""/*/a""#, #""/x{id}""#,
                #""/{}""#, #""/{{a}}""#, #""/a%25b""#, #""/a%5Cb""#, #""/a%3bb""#, #""/%2e%2E/b""#, #""/.%2E""#,
                #""/%2e""#, #""/..%2fa""#, #""/a%2F../b""#, #""/a%2f%2e""#, #""/%ff""#, #""/%C3""#, #""/%C3a""#,
                #""/a%00""#, #""/a%1Fb""#, #""/a%7F""#, #""/a%""#, #""/a%4""#, #""/a%4g""#, #""/a?b""#, #""/a#b""#,
                #""/a;b""#, #""/a b""#, #""/ä""#,
                #""/a\\b""#,
            ]),
        SchemaRow(
            "policies.access.allow.0.paths.0.methods", good: ["[]", #"["M-SEARCH"]"#],
            bad: [#"["get"]"#, #""GET""#, #"[""]"#]
        ),
        SchemaRow("policies.access.allow", good: ["[]"], bad: ["{}", #"["payments"]"#, "[{}]"]),
    ]

    private static let bundles = [
        SchemaRow(
            "products.payments.scopes", good: [#"["a:b/c", "!#[]~"]"#],
            bad: ["[]", #"["a b"]"#, #"["a\"b"]"#, #"["a\\b"]"#, #"["ä"]"#, #""a""#, #"[""]"#]),
        SchemaRow("products.payments.policies", good: ["[]"], bad: [#""access""#, #"["a b"]"#]),
        SchemaRow("products.payments.name", good: [#""Payments & more""#, "2024"], bad: ["[]", #""""#, "{}"]),
        SchemaRow("plans.free.products", good: ["[]"], bad: [#""payments""#]),
        SchemaRow("scopes", good: ["{}", #"{"a:b": ["access"]}"#], bad: [#"{"a b": []}"#, #"{"a": "access"}"#, "[]"]),
    ]

    private static let apis = [
        SchemaRow(
            "apis.payments.listen_path", good: [#""/""#, #""/a/b.c/""#, #""/.../""#],
            bad: [#""/a""#, #""a/""#, #""//""#, #""/a//b/""#, #""/../""#, #""/./""#, #""/a b/""#, #""/%61/""#]),
        SchemaRow(
            "apis.payments.upstream",
            good: [
                #""https://u.example/""#, #""http://u:80/a/b/""#, #""unix:/a""#, #""unix:/run/a.sock:/""#,
                #""unix:/run/a.sock:/v1/b/""#,
            ],
            bad: [
                #""http://u""#, #""http://u/a""#, #""http://u/?q=/""#, #""http://a@u/""#, #""http://u:/""#, #""u/""#,
                #""ftp://u/""#,
                #""unix:a""#, #""unix:/""#, #""unix:///run/a""#, #""unix:/run/a/""#, #""unix:/run/a:""#,
                #""unix:/run/a:/v1""#, #""unix:/run/a:v1/""#, #""unix:/a b""#, #""http://unix:/run/a:/v1/""#,
                "\"unix:/\(String(repeating: "a", count: 103))\"",
            ]),
        SchemaRow(
            "gateway.access_log",
            good: [
                #"{"stdout": true}"#, #"{"file": "a", "sample": 0}"#, #"{"file": "a", "sample": 1}"#,
                #"{"stdout": true, "sample": 0.25, "query": false}"#,
            ],
            bad: [
                "{}", "[]", #""a""#, #"{"stdout": false}"#, #"{"file": "a", "stdout": true}"#, #"{"file": ""}"#,
                #"{"file": "a", "sample": 1.5}"#, #"{"file": "a", "sample": -0.5}"#, #"{"file": "a", "query": "no"}"#,
            ]),
        SchemaRow(
            "apis.payments.hosts",
            good: [#"["a"]"#, #"["A_1.b-c.example", "*.example", "127.0.0.1", "[::1]"]"#],
            bad: [
                "[]", #""a""#, #"["a:80"]"#, #"["*"]"#, #"["a.*.b"]"#, #"["*.*.b"]"#, #"["a..b"]"#, #"["a."]"#,
                #"["-a"]"#, #"["a-"]"#, #"["http://a"]"#, #"["a b"]"#, #"["[1]"]"#, #"["*.[::1]"]"#, #"["ä"]"#,
            ]),
        SchemaRow(
            "apis.payments.cors", good: [#""off""#, #"{"origins": "any"}"#, #"{"origins": ["app://x"]}"#],
            bad: [#""on""#, "[]", "{}", "true", #"{"origins": []}"#, #"{"origins": "https://a"}"#]),
        SchemaRow(
            "apis.payments.cors.origins",
            good: [#"["https://*.a.example:8443", "http://[::1]:8080"]"#],
            bad: [
                #"["a"]"#, #"["https://a/"]"#, #"["https://a:443"]"#, #"["http://a:80"]"#, #"["https://*"]"#,
                #"["https://a:0"]"#, #"["null"]"#, #"["https://a b"]"#,
            ]),
        SchemaRow(
            "apis.payments.cors.methods", good: [#"["PURGE"]"#], bad: ["[]", #""GET""#, #"["get"]"#, #"["A B"]"#]),
        SchemaRow("apis.payments.cors.headers", good: ["[]", #"["Mcp-Session-Id"]"#], bad: [#"["A:"]"#, #""A""#]),
        SchemaRow("apis.payments.cors.max_age", good: [#""1d""#], bad: ["600"]),
        SchemaRow(
            "apis.orders.upstreams", good: [#"[{"url": "unix:/a"}]"#, #"[{"url": "https://u/", "weight": 1000}]"#],
            bad: [
                "[]", "{}", #"["http://u/"]"#, "[{}]", #"[{"url": "http://u"}]"#,
                #"[{"url": "http://u/", "weight": 0}]"#,
                #"[{"url": "http://u/", "weight": 1001}]"#, #"[{"url": "http://u/", "weight": 1.5}]"#,
            ]),
        SchemaRow("apis.orders.upstream", good: [], bad: [#""http://u/""#]),
        SchemaRow("apis.payments.upstream_health", good: ["{}"], bad: ["[]", #"{"retries": 1}"#]),
        SchemaRow("apis.payments.upstream_health.failures", good: ["1", "1000000"], bad: ["0", "1000001", #""x""#]),
        SchemaRow("apis.payments.upstream_health.ejection", good: [#""1s""#], bad: [#""0s""#, "10"]),
        SchemaRow(
            "apis.payments.upstream_health.check.path", good: [#""/""#, #""/a?b=c%20d""#],
            bad: [#""a""#, #""""#, #""/a b""#, #""/a#b""#, #""/ä""#]),
        SchemaRow("apis.payments.upstream_health.check.interval", good: [#""1s""#], bad: [#""0s""#]),
        SchemaRow("apis.payments.upstream_health.check.timeout", good: [#""1min""#], bad: [#""0s""#]),
        SchemaRow("apis.payments.upstream_health.check.failures", good: ["1", "1000"], bad: ["0", "1001"]),
        SchemaRow("apis.payments.upstream_health.check.successes", good: ["1", "1000"], bad: ["0", "1001"]),
        SchemaRow("apis.payments.encoded_slashes", good: [#""reject""#, #""allow""#], bad: [#""keep""#, "true"]),
        SchemaRow("apis.payments.issuers", good: [#"["portal"]"#], bad: ["[]", #""portal""#]),
        SchemaRow("apis.payments.audiences", good: [#"["a"]"#], bad: ["[]", #""any""#]),
        SchemaRow(
            "apis.payments.resource",
            good: [
                #""https://gate.example""#, #""https://g:8443/a/b.c/~d""#, #""http://127.0.0.1:8080/x""#,
                #""http://localhost/x""#, #""https://[2001:db8::1]/x""#,
            ],
            bad: [
                #""https://gate.example/""#, #""https://gate.example/pay/""#, #""http://gate.example/pay""#,
                #""https://Gate.example""#, #""https://gate.example/?x""#, #""https://gate.example/a//b""#,
                #""https://gate.example/../b""#, #""gate.example""#, "7", "[]",
            ]),
        SchemaRow("apis.payments.clients", good: [#""registered""#], bad: [#""all""#]),
        SchemaRow("apis.payments.without_plan", good: [#""deny""#, #""limits""#], bad: [#""a b""#, "[]"]),
        SchemaRow("apis.payments.forward_token", good: ["true"], bad: [#""yes""#, "0"]),
        SchemaRow("apis.payments.upstream_protocol", good: [#""http1""#], bad: [#""h2""#, #""2""#, "2", "true"]),
        SchemaRow(
            "apis.payments.upstream_tls.server_name", good: [#""a""#, #""127.0.0.1""#, #""::1""#],
            bad: [#""*.a""#, #""a:443""#, #""""#, "[]"]),
        SchemaRow("apis.payments.preserve_host", good: ["true"], bad: [#""yes""#, "1"]),
        SchemaRow(
            "apis.payments.identity_fields", good: ["{}", #"{"X-A": "a\\.b"}"#, #"{"Remote-User": "sub"}"#],
            bad: [
                "[]", #""X-A""#, #"{"X-A": []}"#, #"{"X-A": ""}"#, #"{"host": "a"}"#, #"{"X-Forwarded-User": "a"}"#,
                #"{"X-TOLLGATE-A": "a"}"#, #"{"X A": "a"}"#, #"{"X_A": "a"}"#, #"{"Proxy-Authorization": "a"}"#,
            ]),
        SchemaRow(
            "apis.payments.address_limits", good: ["{}", #"{"public": "unlimited"}"#],
            bad: ["[]", #""5/1s""#, #"{"public": "5"}"#, #"{"failed_tokens": 5}"#, #"{"quota": "5/1s"}"#]),
        SchemaRow("apis.payments.limit_by", good: [#""client""#], bad: [#""ip""#]),
        SchemaRow("apis.payments.mode", good: [#""enforce""#], bad: [#""watch""#]),
        SchemaRow("apis.payments.timeouts", good: ["{}"], bad: ["[]", #""5s""#, #"{"keep_alive": "1s"}"#]),
        SchemaRow("apis.payments.timeouts.connect", good: [#""1s""#], bad: [#""0s""#, #""none""#]),
        SchemaRow("apis.payments.timeouts.first_byte", good: [#""10min""#], bad: [#""0s""#, #""none""#]),
        SchemaRow("apis.payments.timeouts.idle", good: [#""1s""#, #""none""#], bad: [#""0s""#, "0"]),
        SchemaRow("apis.payments.timeouts.whole", good: [#""1s""#, #""none""#], bad: [#""0s""#]),
        SchemaRow("apis.payments.timeouts.tunnel_idle", good: [#""1s""#, #""none""#], bad: [#""0s""#, "600"]),
        SchemaRow("apis.payments.timeouts.tunnel_whole", good: [#""7d""#, #""none""#], bad: [#""0s""#]),
        SchemaRow(
            "apis.orders.upgrades", good: ["[]", #"["websocket"]"#, #"["tty", "x.y/2"]"#],
            bad: [
                #""websocket""#, #"["WebSocket"]"#, #"["h2c"]"#, #"["tls/1.2"]"#, #"["a/b/c"]"#, #"["a b"]"#, #"[""]"#,
            ]),
        SchemaRow("apis.orders.websocket_token", good: [#"{"protocol": "a.B_1"}"#], bad: ["{}", #""bearer""#]),
        SchemaRow(
            "apis.orders.websocket_token.protocol", good: [#""bearer""#], bad: [#""a b""#, #""a.""#, #""""#, #""ä""#]),
        SchemaRow("apis.payments.on_expiry", good: [#""end_streams""#, #""continue""#], bad: [#""stop""#, "true"]),
        SchemaRow(
            "apis.payments.max_body_bytes", good: ["1", "1099511627776"], bad: ["0", "1099511627777", #""1 MB""#]),
        SchemaRow("apis.payments.max_upstream_connections", good: ["1", "1000000"], bad: ["0", "1000001"]),
        SchemaRow("apis.payments.error_style", good: [#""rfc6750""#], bad: [#""kong""#]),
    ]

    private static let registrar = [
        SchemaRow("registrar", good: ["{}"], bad: ["[]", #"{"client_type": {}}"#]),
        SchemaRow(
            "registrar.application_types", good: ["[]", #"["native", "simple"]"#], bad: [#"["desktop"]"#, #""web""#]),
        SchemaRow("registrar.allow_implicit", good: ["true"], bad: [#""yes""#]),
        SchemaRow("registrar.lost_after", good: ["{}", #"{"refusals": 1}"#], bad: ["3", #"{"times": 3}"#]),
        SchemaRow(
            "registrar.lost_after.refusals", good: ["1", "1000"], bad: ["0", "1001", "-1", "1.5", #""often""#]),
        SchemaRow("registrar.lost_after.span", good: [#""0s""#, #""30d""#], bad: [#""1 hour""#, "60"]),
        SchemaRow("registrar.client_types", good: ["{}"], bad: ["[]", #"{"a b": {"grant_types": ["password"]}}"#]),
        SchemaRow(
            "registrar.client_types.confidential.grant_types", good: [#"["refresh_token"]"#],
            bad: ["[]", #"["device_code"]"#, #""password""#]),
        SchemaRow(
            "registrar.client_types.confidential.response_types", good: ["[]", #"["code id_token"]"#],
            bad: [#"["id_token code"]"#, #""code""#]),
        SchemaRow(
            "registrar.client_types.confidential.token_endpoint_auth_method", good: [#""none""#], bad: [#""basic""#]),
        SchemaRow(
            "registrar.client_types.confidential.application_type", good: [#""native""#, #""service""#],
            bad: [#""desktop""#]),
    ]
}
