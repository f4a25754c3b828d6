import Testing
import TollgateCatalogue
import TollgateRegistrar

@Suite("Redirect URIs")
struct RedirectURITests {
    private let policy = ApplicationTypePolicy()

    private func code(_ uris: [String], _ type: ApplicationType, policy: ApplicationTypePolicy? = nil) throws -> String?
    {
        let policy = policy ?? self.policy
        do {
            try RedirectURIRules(for: policy.clientType(for: type)).check(uris)
            return nil
        } catch let defect as RedirectURIDefect {
            #expect(!defect.description.isEmpty)
            return defect.code
        }
    }

    @Test(
        "Web and browser applications have https and nothing else",
        arguments: [
            ("https://app.example/callback?tenant=a,b", nil), ("https://[2001:db8::1]:8443/cb", nil),
            ("http://app.example/callback", "redirect_uri_plain_http"),
            ("http://127.0.0.1:3000/cb", "redirect_uri_loopback"), ("http://localhost/cb", "redirect_uri_loopback"),
            ("https://app.example/callback#part", "redirect_uri_fragment"),
            ("https://*.example/callback", "redirect_uri_wildcard"),
            ("https://app.example/*", "redirect_uri_wildcard"), ("/callback", "redirect_uri_not_absolute"),
            ("https:", "redirect_uri_not_absolute"), ("https://", "redirect_uri_not_absolute"),
            ("https://user@app.example/", "redirect_uri_not_absolute"),
            ("https://app.example/a b", "redirect_uri_not_absolute"),
            ("https://äpp.example/", "redirect_uri_not_absolute"),
            ("https://app.example/\r\nX: y", "redirect_uri_not_absolute"), ("", "redirect_uri_not_absolute"),
            ("javascript:alert(1)", "redirect_uri_scheme"), ("data:text/html,x", "redirect_uri_scheme"),
            ("com.example.app:/cb", "redirect_uri_scheme"),
        ] as [(String, String?)])
    func web(uri: String, expected: String?) throws {
        #expect(try code([uri], .web) == expected)
        #expect(try code([uri], .browser) == expected)
    }

    @Test(
        "Native applications also have a scheme of their own and the machine that they run on",
        arguments: [
            ("com.example.app:/cb", nil), ("com.example.app://oauth/cb", nil), ("http://127.0.0.1/cb", nil),
            ("http://[::1]:49152/cb", nil), ("http://localhost:3000/cb", nil), ("https://app.example/cb", nil),
            ("http://app.example/cb", "redirect_uri_plain_http"), ("myapp:/cb", "redirect_uri_scheme"),
            ("JavaScript:alert(1)", "redirect_uri_scheme"), ("file:///etc/passwd", "redirect_uri_scheme"),
            ("com.example.app:/cb#x", "redirect_uri_fragment"), ("com.example.app:", "redirect_uri_not_absolute"),
        ] as [(String, String?)])
    func native(uri: String, expected: String?) throws {
        #expect(try code([uri], .native) == expected)
    }

    @Test("The developer's own machine is for web applications where the operator allows it")
    func loopbackAllowed() throws {
        let relaxed = ApplicationTypePolicy(allowsLoopbackRedirects: true)
        #expect(try code(["http://localhost:3000/cb"], .web, policy: relaxed) == nil)
        #expect(try code(["http://10.0.0.1/cb"], .web, policy: relaxed) == "redirect_uri_plain_http")
    }

    @Test("A list is neither empty where users are redirected, nor endless, nor says a thing twice")
    func lists() throws {
        #expect(try code([], .web) == "redirect_uri_missing")
        #expect(try code([], .backendToBackend) == nil)
        let many = (0...20).map { "https://app.example/\($0)" }
        #expect(try code(many, .web) == "redirect_uris_too_many")
        #expect(try code(Array(many.dropLast()), .web) == nil)
        #expect(try code(["https://a.example/", "https://a.example/"], .web) == "redirect_uri_repeated")
        let long = "https://a.example/" + String(repeating: "a", count: 2_000)
        #expect(try code([long], .web) == "redirect_uri_too_long")
    }

    @Test(
        "A text separates redirect URIs by commas, but not by one that belongs to a URI",
        arguments: [
            ("https://a.example/cb, https://b.example/cb", ["https://a.example/cb", "https://b.example/cb"]),
            ("https://a.example/cb?x=1,2,com.example.app:/cb", ["https://a.example/cb?x=1,2", "com.example.app:/cb"]),
            (" https://a.example/ ,\n,", ["https://a.example/"]), ("", []), (",,", []),
        ])
    func commaSeparated(text: String, uris: [String]) {
        #expect(RedirectURIRules.split(text) == uris)
    }
}
