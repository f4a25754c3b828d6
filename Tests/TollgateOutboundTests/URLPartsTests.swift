import Testing

@testable import TollgateOutbound

@Suite("URLs are taken apart for the few decisions that depend on them")
struct URLPartsTests {
    @Test(
        "Host, port and origin are those of the authority",
        arguments: [
            ("https://IDP.example/a?b", "idp.example", 443, "https://idp.example"),
            ("http://localhost:9999", "localhost", 9_999, "http://localhost:9999"),
            ("http://[::1]:80/x", "::1", 80, "http://[::1]"),
        ])
    func readsAuthorities(url: String, host: String, port: Int, origin: String) throws {
        let parts = try #require(URLParts(url))
        #expect(parts.host == host)
        #expect(parts.port == port)
        #expect(parts.origin == origin)
    }

    @Test(
        "What is no plain absolute URL is refused",
        arguments: [
            "", "idp.example", "ftp://x/", "https://", "https://u@x/", "https://x:0/", "https://x:65536/",
            "https://x/#f",
            "https://x\\y/", "https://x y/", "https://[::1/", "https://x:/", "https://é/", "https://x:+80/",
            "https://[[8]/", "https://[localhost]/", "https://[::1]x/", "https://[x:y]/", "https://a]b/",
            "https://a[b/", "https://%6cocalhost/", "https://a,b/",
        ])
    func refuses(url: String) {
        #expect(URLParts(url) == nil)
    }

    @Test(
        "Only this machine is loopback",
        arguments: [
            ("http://localhost/", true), ("http://127.0.0.1/", true), ("http://127.9.9.9/", true),
            ("http://[::1]/", true),
            ("http://127.0.0.1.example/", false), ("http://localhost.example/", false), ("http://10.0.0.1/", false),
            ("http://127.0.0.256/", false), ("http://127.1/", false),
        ])
    func knowsLoopback(url: String, isLoopback: Bool) {
        #expect(URLParts(url)?.isLoopback == isLoopback)
    }

    @Test("Metadata is looked for where OpenID Connect appends and RFC 8414 inserts the well-known path")
    func findsMetadata() {
        #expect(
            Discovery.urls(for: "https://idp.example/realms/DCR/") == [
                "https://idp.example/realms/DCR/.well-known/openid-configuration",
                "https://idp.example/.well-known/oauth-authorization-server/realms/DCR",
            ])
    }
}
