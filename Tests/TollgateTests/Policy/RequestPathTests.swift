import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("A path that can be read in two ways is refused")
struct RequestPathTests {
    @Test(
        "Plain paths are split into their decoded segments",
        arguments: [
            ("/", [""]), ("/get", ["get"]), ("/get/", ["get", ""]), ("/a/b?x=/../y", ["a", "b"]), ("/a%20b", ["a b"]),
            ("/%C3%A9", ["é"]), ("/a.b/..c", ["a.b", "..c"]), ("/%22%7C", ["\"|"]), ("/a:b@c,d=e+f!", ["a:b@c,d=e+f!"]),
        ] as [(String, [Substring])])
    func splits(target: String, segments: [Substring]) throws {
        #expect(try RequestPath(target: target).segments == segments)
    }

    /// traefik 12623: e-mail addresses, timestamps and URNs.
    @Test(
        "What encoders of URI components write means what it decodes to, and is sent on as it came (traefik 12623)",
        arguments: [
            ("/u/me%40example.com", "me@example.com"),
            ("/u/2026-11-29T08%3A00%3A00%2B01%3A00", "2026-11-29T08:00:00+01:00"),
            ("/u/urn%3Aisbn%3A1%2C2%3D3%264%245", "urn:isbn:1,2=3&4$5"), ("/u/%27%28%29%2A%21", "'()*!"),
            ("/u/C%23", "C#"), ("/u/a%3fb", "a?b"),
        ])
    func acceptsReserved(target: String, segment: String) throws {
        let path = try RequestPath(target: target)
        #expect(path.segments == ["u", segment[...]])
        #expect(path.text == target)
    }

    @Test(
        "Letters, digits and -._~ mean the same encoded or not, and are sent on decoded (RFC 3986 §6.2.2.2)",
        arguments: [
            ("/%67et", "/get"), ("/%41%5A%30%39", "/AZ09"), ("/a%2Db%5fc%7e", "/a-b_c~"),
            ("/a%2Eb/%2e%2ec", "/a.b/..c"),
            ("/%40%61%20b", "/%40a%20b"), ("/%6Frders/1?x=%61", "/orders/1"), ("/%2Ewell-known", "/.well-known"),
        ])
    func normalises(target: String, text: String) throws {
        let path = try RequestPath(target: target)
        #expect(path.text == text[...])
        #expect(path == (try RequestPath(target: text)))
        #expect(path.segments == (try RequestPath(target: text).segments))
    }

    @Test(
        "Dot segments, encoded separators, double encoding, parameters and the like are refused (security row 45)",
        arguments: [
            "", "get", "*", "http://x/get", "//get", "/a//b", "/a/./b", "/a/../b", "/..", "/.", "/a%2fb", "/a%2Fb",
            "/a%5cb", "/%2e%2e/b", "/%2e/b", "/a/.%2e", "/a/%2E./b", "/a%252fb", "/a%25", "/a;x=1", "/a%3bx", "/a\\b",
            "/a%00b", "/a b", "/a%0ab", "/\u{301}a", "/a%", "/a%4", "/a%zz", "/a%4g", "/a%+4", "/é", "/%ff", "/a%C3",
            "/%c0%af", "/a#b", "/%7f", "/%1F",
        ])
    func refuses(target: String) {
        #expect(throws: Rejection.pathRejected) { try RequestPath(target: target) }
    }

    @Test(
        "A refusal says which character it is, and where",
        arguments: [
            ("/a%2Fb", "byte 3 of the path: `%2F`"), ("/é/a%5C", "byte 2 of the path: a character beyond ASCII"),
            ("/ab/%2E%2e/c", "byte 5 of the path: a segment `.` or `..`"),
            ("/a%20%20/b%25", "byte 11 of the path: `%25`"),
            ("/a%41/%2E/", "byte 7 of the path: a segment"), ("/a%20%ff", "byte 6 of the path: percent-encoded bytes"),
            ("/a/;", "byte 4 of the path: `;`"), ("/a%3B", "byte 3 of the path: `%3B`"),
            ("//", "byte 2 of the path: an empty"),
            ("a", "byte 1 of the path: it has to begin with `/`"), ("/%x", "byte 2 of the path: `%` without"),
        ])
    func namesTheCharacter(target: String, start: String) throws {
        let fault = #expect(throws: PathFault.self) {
            try CompiledCatalogue(TestCatalogue.payments()).path(target: target)
        }
        #expect(try #require(fault).description.hasPrefix(start))
    }

    @Test("A pattern is compared byte for byte: a Kelvin sign is no K")
    func comparesBytes() throws {
        let pattern = try #require(PathPattern("/Keys"))
        #expect(pattern.matches(try RequestPath(target: "/Keys").segments[...]))
        #expect(!pattern.matches(try RequestPath(target: "/%E2%84%AAeys").segments[...]))
    }

    @Test("The API with the longest listen path gets the request, and the upstream the rest of the path")
    func findsTheAPI() throws {
        var source = TestCatalogue.payments()
        source.apis.append(
            API(name: "v2", listenPath: "/payment-api/v2/", upstream: "http://127.0.0.1:1/", issuers: ["portal"]))
        let catalogue = try CompiledCatalogue(source)
        func find(_ target: String) throws -> String? {
            let path = try RequestPath(target: target)
            return catalogue.api(for: path).map { "\($0.name) \($0.upstreamPath(of: path))" }
        }
        #expect(try find("/payment-api/get?x=1") == "payments /get")
        #expect(try find("/payment-api/v2/a%20b/") == "v2 /a%20b/")
        #expect(try find("/payment-api/v2x") == "payments /v2x")
        #expect(try find("/payment-api/") == "payments /")
        #expect(try find("/%70ayment-api/v%32/%61%40") == "v2 /a%40")
        #expect(try find("/payment-apix/get") == nil)
        #expect(try find("/payment-ap") == nil)
        #expect(try find("/") == nil)
        #expect(try find("/Payment-api/get") == nil)
    }

    /// initiative 1773, WikidataMCP 3, tyk 2992.
    @Test("An API's URL without its last slash is the API's, and the upstream is sent the same (tyk 2992)")
    func findsTheAPIWithoutSlash() throws {
        var source = TestCatalogue.payments()
        source.apis.append(API(name: "v2", listenPath: "/payment-api/v2/", issuers: ["portal"]))
        source.apis.append(API(name: "root", listenPath: "/", issuers: ["portal"]))
        let catalogue = try CompiledCatalogue(source)
        for (name, target) in [("payments", "/payment-api"), ("v2", "/payment-api/v2"), ("v2", "/payment-api/v2?x=1")] {
            let path = try RequestPath(target: target)
            let api = try #require(catalogue.api(for: path))
            #expect(api.name == name)
            #expect(api.upstreamPath(of: path) == "/")
        }
        #expect(catalogue.api(for: try RequestPath(target: "/payment"))?.name == "root")
        #expect(catalogue.api(for: try RequestPath(target: "/"))?.name == "root")
    }

    @Test("A request for an API's URL without its last slash is decided about as the one with it")
    func decidesAlikeWithoutSlash() throws {
        var source = TestCatalogue.payments()
        source.policies[0].access[0].paths? += [PathPattern("/")].compactMap { $0 }.map { PathRule(pattern: $0) }
        source.apis[0].publicPaths = [PathPattern("/health")].compactMap { $0 }.map { PathRule(pattern: $0) }
        for rules in [source.policies[0].access[0].paths, nil, []] {
            source.policies[0].access[0].paths = rules
            let test = try TestGate(source, forge: try Forge.shared.get())
            let token = test.forge.token(payload: TokenClaims().json)
            let without = try test.rejection(token, path: "/payment-api")
            #expect(without == (try test.rejection(token, path: "/payment-api/")))
            #expect(without == (rules?.isEmpty == true ? .accessDenied : nil))
        }
        let catalogue = try CompiledCatalogue(source)
        #expect(!catalogue.apis[0].isPublic(method: "GET", path: try RequestPath(target: "/payment-api")))
    }
}
