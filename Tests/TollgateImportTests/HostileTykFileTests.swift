import Foundation
import Testing
import TollgateImport

@Suite("A Tyk file that is broken or hostile is refused with its place")
struct HostileTykFileTests {
    private func message(_ text: String) -> String? {
        do {
            _ = try TykImport([TykFile(name: "f.json", json: Array(text.utf8))])
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "What is not JSON says where",
        arguments: [
            ("", "f.json:1:1: error: not JSON"), ("{", "f.json:1:2: error: not JSON"),
            ("[1,\n 2,]", "f.json:2:4: error: not JSON"),
            ("{\"a\":1,\n\n\"a\":2}", "f.json:3:4: error: the member /a is there twice"),
            ("{\"a\":{\"b/c\":1,\"b\\u002fc\":2}}", "f.json:1:25: error: the member /a/b~1c is there twice"),
            ("[] x", "f.json:1:4: error: not JSON"), ("nul", "f.json:1:1: error: not JSON"),
            ("\u{FEFF}[]", "f.json:1:1: error: not UTF-8, or a byte order mark or half a surrogate pair"),
            ("[\"\\ud800\"]", "f.json:1:9: error: not UTF-8, or a byte order mark or half a surrogate pair"),
            ("[01]", "f.json:1:3: error: not JSON"), ("{\"a\" 1}", "f.json:1:6: error: not JSON"),
        ])
    func saysWhere(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test("Nesting and length have ends")
    func hasLimits() {
        let deep = String(repeating: "[", count: 1_000_000)
        #expect(message(deep)?.contains("nested deeper than 100") == true)
        #expect(message(String(repeating: " ", count: 16 * 1024 * 1024 + 1))?.contains("longer than 16 MiB") == true)
    }

    @Test("A file that is named and is something else is refused", arguments: ["{\"a\": 1}", "[1, 2]", "\"x\"", "3"])
    func refusesOthers(text: String) {
        #expect(message(text)?.contains("neither Tyk policies nor Tyk API definitions") == true)
    }

    @Test("A folder's file that is something else is reported")
    func reportsOthers() throws {
        let result = try TykImport([TykFile(name: "p.json", json: Array("{\"a\": 1}".utf8), isFromFolder: true)])
        #expect(result.differences.contains { $0.file == "p.json" && $0.found == "the file" })
    }

    @Test("No shape of values makes it trap")
    func survivesShapes() throws {
        let values = [
            "null", "1e999", "-1", "{}", "[]", "\"\"", "[[]]", "{\"a\":[{}]}", "\"\\u0000\\n\"", "1e308", "0.0001",
        ]
        let names = [
            "access_rights", "rate", "per", "quota_max", "quota_renewal_rate", "partitions", "tags", "meta_data", "id",
            "name", "is_inactive",
        ]
        for name in names {
            for value in values {
                let text = "{\"rate\": 1, \"per\": 1, \"quota_max\": 1, \"\(name)_\": 1, \"x\": \(value)}"
                    .replacingOccurrences(of: "\"x\"", with: names.prefix(4).contains(name) ? "\"x\"" : "\"\(name)\"")
                _ = try TykFixture.import(
                    text, TykFixture.api(mapping: "{\"s\": \(value)}", more: "\"more\": \(value)"))
            }
        }
        for value in values {
            for options in [
                value, "{\"providers\": \(value)}", "{\"providers\": [\(value)]}",
                "{\"providers\": [{\"issuer\": \(value), \"client_ids\": {\"Yw==\": \(value)}}]}",
                "{\"providers\": [{\"issuer\": \"https://i.example\", \"client_ids\": \(value)}]}",
            ] {
                _ = try TykFixture.import(
                    "{\"api_id\": \"a\", \"use_openid\": true, \"openid_options\": \(options), \"proxy\": {}}")
            }
            for member in [
                "proxy", "auth", "auth_configs", "scopes", "version_data", "jwt_jwks_uris", "jwt_default_policies",
            ] {
                let text =
                    "{\"api_id\": \"a\", \"proxy_\": 1, \"\(member)\": \(value), \"x-tyk-api-gateway\": \(value)}"
                _ = try TykFixture.import(text)
            }
        }
    }
}
