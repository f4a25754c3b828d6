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

    @Test(
        "Dot segments, encoded separators, double encoding, parameters and the like are refused (security row 45)",
        arguments: [
            "", "get", "*", "http://x/get", "//get", "/a//b", "/a/./b", "/a/../b", "/..", "/.", "/a%2fb", "/a%2Fb",
            "/a%5cb", "/%2e%2e/b", "/%2e/b", "/a%252fb", "/a;x=1", "/a%3bx", "/a\\b", "/a%00b", "/a b", "/a%0ab",
            "/%41", "/%67et", "/a%3Ab", "/a%7e", "/a%2Cb", "/\u{301}a", "/a%", "/a%4", "/a%zz", "/é", "/%ff", "/a#b",
            "/%7f",
        ])
    func refuses(target: String) {
        #expect(throws: Rejection.pathRejected) { try RequestPath(target: target) }
    }

    @Test("A pattern is compared byte for byte: a Kelvin sign is no K")
    func comparesBytes() throws {
        let pattern = try #require(PathPattern("/Keys"))
        #expect(pattern.matches(try RequestPath(target: "/Keys").segments[...]))
        #expect(!pattern.matches(try RequestPath(target: "/%E2%84%AAeys").segments[...]))
    }

    @Test(
        "The API with the longest listen path gets the request, and the upstream the rest of the path as it was written"
    )
    func findsTheAPI() throws {
        var source = TestCatalogue.payments()
        source.apis.append(
            API(name: "v2", listenPath: "/payment-api/v2/", upstream: "http://127.0.0.1:1/", issuers: ["portal"]))
        let catalogue = try GateCatalogue(source)
        func find(_ target: String) throws -> String? {
            let path = try RequestPath(target: target)
            return catalogue.api(for: path).map { "\($0.name) \($0.upstreamPath(of: path))" }
        }
        #expect(try find("/payment-api/get?x=1") == "payments /get")
        #expect(try find("/payment-api/v2/a%20b/") == "v2 /a%20b/")
        #expect(try find("/payment-api/v2") == "payments /v2")
        #expect(try find("/payment-api/") == "payments /")
        #expect(try find("/payment-api") == nil)
        #expect(try find("/payment-apix/get") == nil)
        #expect(try find("/Payment-api/get") == nil)
    }
}
