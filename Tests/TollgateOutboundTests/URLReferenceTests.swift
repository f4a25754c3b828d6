import Testing

@testable import TollgateOutbound

@Suite("References in what servers send")
struct URLReferenceTests {
    @Test(
        "A reference gets what it lacks from the URL that it is seen from (RFC 3986 §5.2)",
        arguments: [
            ("/register/a", "https://idp.example/register/a"), ("/", "https://idp.example/"),
            ("?client_id=a", "https://idp.example/oauth2/register?client_id=a"),
            ("register/a", "https://idp.example/oauth2/register/a"), ("a..b", "https://idp.example/oauth2/a..b"),
            ("/a?next=../b", "https://idp.example/a?next=../b"),
            ("https://other.example/x", "https://other.example/x"), ("/a:b", "https://idp.example/a:b"),
        ])
    func resolves(reference: String, url: String) throws {
        let base = try #require(URLParts("https://IDP.example:443/oauth2/register?x=/y"))
        #expect(base.url(of: reference) == url)
    }

    @Test("A URL without a path is the root for what is seen from it")
    func bareOrigin() throws {
        let base = try #require(URLParts("http://[::1]:8080"))
        #expect(base.url(of: "a") == "http://[::1]:8080/a")
        #expect(base.url(of: "?a") == "http://[::1]:8080/?a")
    }

    @Test(
        "What could lead elsewhere than it seems to is no reference",
        arguments: [
            "", "//evil.example/a", "///evil.example/a", "/\\evil.example/a", "\\\\evil.example/a", "/a#b", "#b",
            "/a/../b", "/a/./b", "/..", "../b", "./b", "..", "/a/%2e%2E/b", "/a/%2e/b", "/a/.%2e", "/a b", "/a\r\nX: y",
            "/\u{E9}", "javascript:alert(1)", "mailto:a", "a:b", "https:/evil.example", "https:evil.example",
            "https://user@idp.example/a", "https://idp.example/a#b", "https://idp.example/a/../b",
            "ftp://idp.example/a",
        ])
    func refuses(reference: String) throws {
        let base = try #require(URLParts("https://idp.example/oauth2/register"))
        #expect(base.url(of: reference) == nil)
    }

    @Test("Endpoints that metadata names by their paths are at the issuer's origin; what is no path stays as it is")
    func metadata() {
        let metadata = ProviderMetadata(
            issuer: "https://idp.example/realms/a", jwksURI: "/keys", tokenEndpoint: "/token?v=2",
            registrationEndpoint: "https://other.example/register",
            registrationRenewSecretEndpoint: "/register/:client_id/renew"
        ).withAbsoluteEndpoints
        #expect(metadata.jwksURI == "https://idp.example/keys")
        #expect(metadata.tokenEndpoint == "https://idp.example/token?v=2")
        #expect(metadata.registrationEndpoint == "https://other.example/register")
        #expect(metadata.registrationRenewSecretEndpoint == "https://idp.example/register/:client_id/renew")
        for endpoint in ["//evil.example/a", "/a/../b", "register", "/a#b"] {
            let odd = ProviderMetadata(issuer: "https://idp.example", registrationEndpoint: endpoint)
            #expect(odd.withAbsoluteEndpoints.registrationEndpoint == endpoint)
        }
    }

    @Test(
        "Hosts inside are known by name and by address, in every form that some program takes for an address",
        arguments: [
            ("localhost", true), ("LOCALHOST", true), ("a.localhost", true), ("localhost.", true),
            ("127.0.0.1", true), ("127.0.0.1.", true), ("127.1", true), ("2130706433", true), ("0x7f000001", true),
            ("0x7f.0.0.1", true), ("0177.0.0.1", true), ("10.1.2.3", true), ("172.16.0.1", true),
            ("172.31.255.255", true), ("192.168.0.1", true), ("169.254.169.254", true), ("100.64.0.1", true),
            ("0.0.0.0", true), ("224.0.0.1", true), ("255.255.255.255", true), ("198.18.0.1", true), ("1.2.3", true),
            ("[::]", true), ("[::1]", true), ("[fe80::1]", true), ("[fd00::1]", true), ("[fec0::1]", true),
            ("[ff02::1]", true), ("[::ffff:10.0.0.1]", true), ("[::ffff:7f00:1]", true), ("[64:ff9b::7f00:1]", true),
            ("[2002:7f00:1::]", true), ("[2001::1]", true), ("[::127.0.0.1]", true), ("[1:2]", true),
            ("idp.example", false), ("localhost.example", false), ("8.8.8.8", false), ("172.32.0.1", false),
            ("100.128.0.1", false), ("192.169.0.1", false), ("[2606:4700::1111]", false), ("[2002:808:808::]", false),
            ("[::ffff:8.8.8.8]", false), ("1.example", false), ("10.0.0.1.example", false), ("cafe.dead", false),
        ])
    func reach(host: String, isInternal: Bool) throws {
        #expect(try #require(URLParts("https://\(host)/")).isInternal == isInternal)
    }
}
