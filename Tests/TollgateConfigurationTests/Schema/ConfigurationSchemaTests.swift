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
          "gateway": {"listen": "127.0.0.1:8080", "admin_listen": "[::1]:9901",
            "max_connections": 100, "max_token_bytes": 16384,
            "timeouts": {"header": "10s", "body": "1min", "body_idle": "5s", "keep_alive": "30s", "write": "20s"},
            "drain": {"deadline": "10s"},
            "decisions": {"file": "decisions.jsonl", "hash_clients": true},
            "registrar": {"feed": "https://registrar.example/feed", "token": {"file": "t"}, "cache": "clients.jsonl"},
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
            "listen_path": "/payment-api/", "upstream": "http://127.0.0.1:9000/base/", "issuers": ["portal"],
            "audiences": ["x"], "resource": "https://gate.example/payment-api", "clients": "any", "default_policy": "no-op", "without_plan": "deny",
            "forward_token": false, "limit_by": "subject", "error_style": "tyk", "mode": "observe",
            "public": [{"path": "/health"}], "encoded_slashes": "allow"}},
          "registrar": {
            "application_types": ["web", "backend_to_backend"], "allow_implicit": false, "allow_password": false,
            "allow_loopback_redirects": true, "lost_after": {"refusals": 5, "span": "2h"},
            "client_types": {"confidential": {
              "name": "Confidential", "description": "A service.", "response_types": ["code"],
              "grant_types": ["client_credentials", "authorization_code"],
              "token_endpoint_auth_method": "client_secret_post", "application_type": "web"}}}
        }
        """

    private static func file(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Fixtures/tls/\(name).pem").standardizedFileURL.path
    }

    /// Where each section stands in the complete file.
    static let places: [ConfigurationSection: String] = [
        .file: "", .issuer: "issuers.portal", .refresh: "issuers.portal.refresh", .tls: "issuers.portal.tls",
        .gateway: "gateway", .timeouts: "gateway.timeouts", .drain: "gateway.drain", .decisions: "gateway.decisions",
        .registrar: "gateway.registrar",
        .secret: "gateway.registrar.token", .state: "gateway.state",
        .policy: "policies.access", .limits: "policies.access.per_api.payments",
        .accessRight: "policies.access.allow.0",
        .pathRule: "policies.access.allow.0.paths.0", .product: "products.payments", .plan: "plans.free",
        .api: "apis.payments", .registrarRules: "registrar", .clientType: "registrar.client_types.confidential",
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
        #expect(Set(properties.keys) == Set(section.keys))
        #expect(definition["additionalProperties"] == .boolean(false))
    }

    @Test(
        "The file that has every key is accepted by both, and by both without each key that is not required",
        arguments: ConfigurationSection.allCases)
    func requiresTheSameKeys(section: ConfigurationSection) throws {
        let validator = SchemaValidator(root: try schema())
        let complete = try JSONValue(json: Self.complete)
        #expect(try errors(complete) == [])
        #expect(try validator.accepts(complete))
        let place = path(try #require(Self.places[section]))
        for key in section.keys {
            let changed = complete.with(place + [key], nil)
            // Of a secret's two keys only one may be there.
            #expect(
                changed != complete || section == .secret, "\(section.rawValue).\(key) is not in the complete file")
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
        let complete = try JSONValue(json: Self.complete)
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
