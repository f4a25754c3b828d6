import Testing
import TollgateCatalogue
import TollgateTesting

@testable import TollgateRegistrar

@Suite("Addresses that developers set")
struct ClientAddressTests {
    private func defect(
        _ name: String, _ value: JSONValue, _ type: ApplicationType = .web, allowsLoopback: Bool = false
    ) throws -> String? {
        let policy = ApplicationTypePolicy(allowsLoopbackRedirects: allowsLoopback)
        return DeveloperMetadata.defect(in: [name: value], for: try policy.clientType(for: type))
    }

    @Test(
        "Where a provider fetches something or shows a page is https, and not inside (CWE-918)",
        arguments: ["client_uri", "jwks_uri", "logo_uri", "policy_uri", "tos_uri", "logo_uri#fr"])
    func pages(name: String) throws {
        for uri in [
            "http://app.example/x", "javascript:alert(1)", "data:text/html,x", "/x", "", "https://localhost/x",
            "https://127.0.0.1/x", "https://[::1]/x", "https://10.0.0.1/x", "https://169.254.169.254/latest",
            "https://192.168.1.1/", "https://[fe80::1]/", "https://[::ffff:127.0.0.1]/", "https://2130706433/",
            "https://127.1/", "http://localhost/", "https://user@app.example/",
        ] {
            let defect = try #require(try defect(name, .string(uri)), "\(name) may be \(uri)")
            #expect(defect.contains("`\(name)`"))
        }
        #expect(try defect(name, .string("https://app.example/x")) == nil)
        #expect(try defect(name, .string("https://203.0.113.7:8443/x")) == nil)
    }

    @Test(
        "Where users are sent after a logout follows the rules for redirect URIs of the client type",
        arguments: [
            ("javascript:alert(1)", ApplicationType.web, false), ("data:text/html,x", .native, false),
            ("http://app.example/bye", .web, false), ("http://127.0.0.1/bye", .web, false),
            ("http://127.0.0.1/bye", .native, true), ("com.example.app:/bye", .native, true),
            ("com.example.app:/bye", .web, false), ("https://app.example/bye", .web, true),
            ("https://app.example/*", .web, false), ("https://app.example/bye#x", .web, false),
            ("/bye", .browser, false), ("https://app.example/bye", .backendToBackend, true),
        ])
    func logout(uri: String, type: ApplicationType, isAllowed: Bool) throws {
        for name in ["post_logout_redirect_uris", "post_logout_redirect_uris#fr"] {
            let defect = try defect(name, .strings([uri]), type)
            #expect((defect == nil) == isAllowed)
            #expect(defect?.hasPrefix("`\(name)`") ?? true)
        }
    }

    @Test("After a logout the developer's own machine is for web applications where the operator allows it")
    func loopback() throws {
        let uris = JSONValue.strings(["http://localhost:3000/bye"])
        #expect(try defect("post_logout_redirect_uris", uris, allowsLoopback: true) == nil)
        #expect(try defect("jwks_uri", .string("https://localhost/keys"), allowsLoopback: true) != nil)
    }

    @Test("A client's name in another language can be read as well")
    func names() throws {
        #expect(try defect("client_name#fr", .string("Boutique")) == nil)
        for name in [" ", "Bou\u{200B}tique", "Bou\u{202E}tique"] {
            #expect(try defect("client_name#fr", .string(name))?.contains("none of them invisible") == true)
        }
    }

    @Test("A list of them is a list, may be empty, and has each URI once")
    func lists() throws {
        #expect(try defect("post_logout_redirect_uris", .array([])) == nil)
        #expect(try defect("post_logout_redirect_uris", .string("https://app.example/bye")) != nil)
        #expect(try defect("post_logout_redirect_uris", .array([.integer(1)])) != nil)
        let twice = JSONValue.strings(["https://app.example/bye", "https://app.example/bye"])
        #expect(try defect("post_logout_redirect_uris", twice)?.contains("twice") == true)
    }

    @Test("What a client was given before there was a rule does not keep it from being changed otherwise")
    func earlier() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        let bad: [String: JSONValue] = ["post_logout_redirect_uris": .strings(["javascript:alert(1)"])]
        #expect(
            await refusalCode {
                try await fixture.registrar.update(client.id, ClientChanges(metadata: bad))
            } == "request_invalid")
        #expect(fixture.provider.methods == ["POST"])
        // As a version without the rule left it.
        var settings = client.settings
        settings.metadata = ["client_uri": .string("http://acme.example")]
        let time = fixture.clock.unixSeconds
        let updating = try await fixture.store.apply(
            .updating(operationID: "op", intent: settings), to: client.id, at: client.version, now: time)
        let registration = try #require(client.registration)
        _ = try await fixture.store.apply(
            .updated(registration, settings: settings, secretIsNew: false), to: client.id, at: updating.version,
            now: time)
        fixture.answer("product_payments free_plan", status: 200)
        _ = try await fixture.registrar.update(client.id, ClientChanges(application: "Acme 2"))
        #expect(fixture.provider.lastBody["client_uri"] == .string("http://acme.example"))
    }
}
