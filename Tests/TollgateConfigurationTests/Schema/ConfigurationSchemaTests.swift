import Foundation
import Testing
import TollgateCatalogue
import Yams

@testable import TollgateConfiguration

@Suite("The JSON Schema says what the decoder accepts, no more and no less")
struct ConfigurationSchemaTests {
    /// A file that has every key.
    static let complete = """
        {
          "issuers": {"portal": {
            "issuer": "https://idp.example/realms/DCR", "profile": "okta", "audiences": ["payments"],
            "keys": "https://idp.example/keys?v=1", "discovery_url": "https://idp.example/d",
            "token_types": ["at+jwt", "none"], "scope_claims": ["scp", "roles"], "merge_scope_claims": true, "client_id_claims": ["cid"],
            "clock_skew": "30s", "max_token_lifetime": "1h",
            "refresh": {"interval": "5m", "cooldown": "10s", "timeout": "3s", "max_stale": "1d"},
            "tls": {"ca_file": "\(file("authority"))", "client_certificate": "\(file("client"))",
              "client_key": "\(file("client-key"))", "insecure_skip_verify": false},
            "allow_http": false, "use_proxy": true}},
          "gateway": {"listeners": [{
              "listen": "unix:/run/tollgate.sock", "mode": "0660", "group": "www-data", "proxy_protocol": "required",
              "trusted_proxies": ["unix"], "forwarded": "forwarded", "timeouts": {"header": "5s"},
              "max_header_bytes": 65536, "max_body_bytes": 1000000, "max_connections": 50,
              "max_connections_per_address": 5, "forwarded_client_certificate": "client_cert",
              "http2": {"enabled": true, "max_concurrent_streams": 50},
              "tls": {"certificates": [{"certificate": "\(file("client"))", "key": "\(file("client-key"))",
                "hosts": ["localhost", "127.0.0.1", "*"]}], "min_version": "1.3",
                "client_certificates": {"ca_file": "\(file("authority"))", "verify": "optional"}}}],
            "admin_listen": "[::1]:9901", "trusted_proxies": ["10.0.0.0/8", "unix"], "forwarded": "x_forwarded",
            "max_header_bytes": 81920, "max_body_bytes": 0, "max_connections_per_address": 20,
            "max_connections": 100, "max_token_bytes": 16384, "token_cache_bytes": 1000000,
            "timeouts": {"header": "10s", "body": "1min", "body_idle": "5s", "keep_alive": "30s", "write": "20s"},
            "dns_refresh": "10s",
            "upstream": {"max_connections": 10, "timeouts": {
              "connect": "1s", "first_byte": "10s", "idle": "none", "whole": "1h",
              "tunnel_idle": "1h", "tunnel_whole": "none", "keep_alive": "5s"}},
            "drain": {"delay": "5s", "deadline": "10s"}, "handover": "handover.sock",
            "decisions": {"file": "decisions.jsonl", "hash_clients": true},
            "access_log": {"file": "access.jsonl", "sample": 0.1, "query": true},
            "client_feed": {"feed": "https://registrar.example/feed", "token": {"file": "t"}, "cache": "clients.jsonl"},
            "state": {"file": "quotas", "flush_interval": "1min"}},
          "policies": {
            "access": {"active": true, "allow": [{"api": "payments", "paths": [{"path": "/get", "methods": ["GET"]}]}],
              "rate": "5/1s", "quota": "1000/month", "concurrency": 3,
              "per_api": {"payments": {"rate": "unlimited", "quota": "5/1d", "concurrency": 1}},
              "tags": ["a"], "metadata": {"tier": "gold", "level": 3}, "priority": -2},
            "limits": {"rate": "100/min"}},
          "products": {"payments": {"name": "Payments", "scopes": ["product_payments"], "policies": ["access"]}},
          "plans": {"free": {"name": "Free", "scopes": ["free"], "policies": ["limits"], "products": ["payments"]}},
          "scopes": {"audit": ["access"]},
          "apis": {"payments": {
            "listen_path": "/payment-api/", "hosts": ["api.example", "*.Api.example"],
            "cors": {"origins": ["https://app.example", "http://localhost:5173"], "methods": ["GET"],
              "headers": ["X-A"], "expose": [], "max_age": "0s"}, "upstream": "https://127.0.0.1:9000/base/", "issuers": ["portal"],
            "upstream_protocol": "http2", "upstream_tls": {"ca_file": "\(file("authority"))", "client_certificate": "\(file("client"))",
              "client_key": "\(file("client-key"))", "insecure_skip_verify": false, "server_name": "a.internal"},
            "audiences": ["x"], "resource": "https://gate.example/payment-api", "clients": "any", "default_policy": "no-op", "without_plan": "deny",
            "forward_token": false, "preserve_host": true,
            "identity_fields": {"X-Tenant": "tenant", "Remote-Roles": "realm_access.roles"}, "limit_by": "subject",
            "address_limits": {"public": "100/1min", "failed_tokens": "20/1min"}, "error_style": "tyk", "mode": "observe",
            "public": [{"path": "/health"}], "encoded_slashes": "allow",
            "timeouts": {"connect": "1s", "first_byte": "10s", "idle": "none", "whole": "1h",
              "tunnel_idle": "1min", "tunnel_whole": "1d"}, "on_expiry": "end",
            "max_body_bytes": 1000, "max_upstream_connections": 10,
            "upstream_health": {"failures": 5, "ejection": "1min", "check": {
              "path": "/healthz", "interval": "5s", "timeout": "1s", "failures": 2, "successes": 1}}},
            "orders": {"listen_path": "/orders/", "issuers": ["portal"],
              "upgrades": ["websocket", "chat/2"], "websocket_token": {"protocol": "bearer"},
              "upstreams": [{"url": "http://127.0.0.1:9001/", "weight": 2}, {"url": "http://127.0.0.1:9002/"}]}},
          "registrar": {
            "application_types": ["web", "backend_to_backend"], "allow_implicit": false, "allow_password": false,
            "allow_loopback_redirects": true, "lost_after": {"refusals": 5, "span": "2h"},
            "client_types": {"confidential": {
              "name": "Confidential", "description": "A service.", "response_types": ["code"],
              "grant_types": ["client_credentials", "authorization_code"],
              "token_endpoint_auth_method": "client_secret_post", "application_type": "web"}}}
        }
        """

    /// A file for proxies that ask, which nobody can be told what some other keys need.
    static let authorizing = """
        {
          "issuers": {"portal": {"issuer": "https://idp.example/realms/DCR", "audiences": ["payments"]}},
          "gateway": {"listeners": [{"listen": "unix:/run/tollgate.sock",
            "authorizer": {"proxy": "nginx", "peers": ["unix"]}}, {"listen": "127.0.0.1:9010"}]},
          "apis": {"payments": {"listen_path": "/payment-api/", "issuers": ["portal"]}}
        }
        """

    /// The file that has the place of a path.
    private static func file(with path: String) -> String { path.contains("authorizer") ? authorizing : complete }

    private static func file(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Fixtures/tls/\(name).pem").standardizedFileURL.path
    }

    /// Where each section stands in the complete file.
    static let places: [ConfigurationSection: String] = [
        .file: "", .issuer: "issuers.portal", .refresh: "issuers.portal.refresh", .tls: "issuers.portal.tls",
        .gateway: "gateway", .listener: "gateway.listeners.0",
        .authorizer: "gateway.listeners.0.authorizer", .http2: "gateway.listeners.0.http2",
        .listenerTLS: "gateway.listeners.0.tls",
        .certificate: "gateway.listeners.0.tls.certificates.0",
        .clientCertificates: "gateway.listeners.0.tls.client_certificates", .timeouts: "gateway.timeouts",
        .upstream: "gateway.upstream",
        .upstreamTimeouts: "gateway.upstream.timeouts", .drain: "gateway.drain", .decisions: "gateway.decisions",
        .clientFeed: "gateway.client_feed",
        .secret: "gateway.client_feed.token", .state: "gateway.state",
        .policy: "policies.access", .limits: "policies.access.per_api.payments",
        .accessRight: "policies.access.allow.0",
        .pathRule: "policies.access.allow.0.paths.0", .product: "products.payments", .plan: "plans.free",
        .accessLog: "gateway.access_log",
        .webSocketToken: "apis.orders.websocket_token",
        .cors: "apis.payments.cors", .addressLimits: "apis.payments.address_limits",
        .upstreamServer: "apis.orders.upstreams.0", .upstreamHealth: "apis.payments.upstream_health",
        .upstreamCheck: "apis.payments.upstream_health.check",
        .api: "apis.payments", .apiTimeouts: "apis.payments.timeouts",
        .upstreamTLS: "apis.payments.upstream_tls", .registrar: "registrar",
        .clientType: "registrar.client_types.confidential",
        .lostAfter: "registrar.lost_after",
    ]

    private func schema() throws -> JSONValue { try JSONValue(json: ConfigurationSchema.text) }

    /// What is wrong with a file, but for references: those the schema cannot check.
    private func errors(_ file: JSONValue) throws -> [String] {
        let yaml = try file.text
        do {
            _ = try Configuration(yaml: yaml, file: "t.yaml")
            return []
        } catch {
            return error.problems.filter { $0.severity == .error && !$0.message.hasPrefix("there is no ") }
                .map(\.description)
        }
    }

    private func path(_ text: String) -> ArraySlice<String> { text.split(separator: ".").map(String.init)[...] }

    @Test(
        "Every section of the file is a definition of the schema, with the same keys",
        arguments: ConfigurationSection.allCases)
    func hasTheSameKeys(section: ConfigurationSection) throws {
        let definition = try #require(try schema()["definitions"]?[section.rawValue])
        guard case .object(let properties) = definition["properties"] else {
            Issue.record("no properties")
            return
        }
        #expect(Set(properties.keys) == Set(section.keys).union(section.earlierKeys.keys))
        #expect(definition["additionalProperties"] == .boolean(false))
    }

    @Test(
        "The file that has every key is accepted by both, and by both without each key that is not required",
        arguments: ConfigurationSection.allCases)
    func requiresTheSameKeys(section: ConfigurationSection) throws {
        let validator = SchemaValidator(root: try schema())
        let place = path(try #require(Self.places[section]))
        let complete = try JSONValue(json: Self.file(with: place.joined(separator: ".")))
        #expect(try errors(complete) == [])
        #expect(try validator.accepts(complete))
        for key in section.keys {
            let changed = complete.with(place + [key], nil)
            // Of a secret's two keys only one may be there, and of `listen` and `listeners`, and the like.
            #expect(
                changed != complete || section == .secret || (section == .gateway && key == "listen")
                    || (section == .listener && key == "authorizer")
                    || (section == .api && ["upstreams", "upgrades", "websocket_token"].contains(key))
                    || (section == .accessLog && key == "stdout"),
                "\(section.rawValue).\(key) is not in the complete file")
            #expect(try validator.accepts(changed) == errors(changed).isEmpty, "\(section.rawValue).\(key) left out")
        }
        let unknown = complete.with(place + ["unheard_of"], .string("x"))
        #expect(try !validator.accepts(unknown))
        #expect(try !errors(unknown).isEmpty)
    }

    @Test(
        "A value that one of them refuses the other refuses, and so for values that are accepted",
        arguments: SchemaRow.all)
    func judgesAlike(row: SchemaRow) throws {
        let validator = SchemaValidator(root: try schema())
        let complete = try JSONValue(json: Self.file(with: row.path))
        for json in row.good {
            let file = complete.with(path(row.path), try JSONValue(json: json))
            #expect(try errors(file) == [], "\(json)")
            #expect(try validator.accepts(file), "the schema refuses \(json)")
        }
        for json in row.bad {
            let file = complete.with(path(row.path), try JSONValue(json: json))
            #expect(try !errors(file).isEmpty, "the decoder accepts \(json)")
            #expect(try !validator.accepts(file), "the schema accepts \(json)")
        }
    }

    @Test("The words that a key may have are those of the catalogue")
    func hasTheSameWords() throws {
        let definitions = try #require(try schema()["definitions"])
        func words(_ section: String, _ key: String) -> [String]? {
            definitions[section]?["properties"]?[key]?["enum"]?.strings
        }
        #expect(words("issuer", "profile") == IssuerProfile.allCases.map(\.rawValue))
        #expect(words("api", "limit_by") == API.LimitSubject.allCases.map(\.rawValue))
        #expect(words("api", "error_style") == API.ErrorStyle.allCases.map(\.rawValue))
        #expect(words("api", "mode") == API.Mode.allCases.map(\.rawValue))
        #expect(words("api", "encoded_slashes") == API.EncodedSlashes.allCases.map(\.rawValue))
    }

    @Test("The example files are valid by the schema")
    func acceptsTheExamples() throws {
        let text = try String(contentsOfFile: ConfigurationTests.quickstart, encoding: .utf8)
        let root = try #require(try Yams.compose(yaml: text))
        #expect(try SchemaValidator(root: try schema()).accepts(JSONValue(yaml: root)))
    }
}
