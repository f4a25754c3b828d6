import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("A request goes to the API with the most exact host, and of those to the longest listen path")
struct HostRoutingTests {
    private static func catalogue() throws -> CompiledCatalogue {
        var source = TestCatalogue.payments()
        source.policies = []
        source.products = []
        source.plans = []
        source.scopes = []
        source.apis = [
            ("everywhere", "/", []), ("status", "/status/", []), ("shop", "/", ["shop.example"]),
            ("orders", "/orders/", ["shop.example", "*.shop.example"]), ("tenants", "/", ["*.shop.example"]),
            ("vip", "/", ["*.vip.shop.example"]), ("v6", "/", ["[::1]"]),
        ].map { name, path, hosts in
            var api = API(name: name, listenPath: path, issuers: [source.issuers[0].name])
            api.hosts = hosts.compactMap { HostPattern($0) }
            return api
        }
        return try CompiledCatalogue(source)
    }

    @Test(
        "Each request finds its API",
        arguments: [
            (nil, "/x", "everywhere"), ("", "/x", "everywhere"), ("other.example", "/x", "everywhere"),
            ("other.example", "/status/x", "status"), ("shop.example", "/x", "shop"),
            ("SHOP.example", "/x", "shop"), ("shop.example:8443", "/x", "shop"), ("shop.example.", "/x", "shop"),
            ("Shop.Example.:80", "/x", "shop"), ("shop.example", "/orders/1", "orders"),
            // The most exact host decides, and not the longest path.
            ("shop.example", "/status/x", "shop"), ("a.shop.example", "/x", "tenants"),
            ("a.b.shop.example", "/x", "tenants"), ("a.shop.example", "/orders", "orders"),
            ("a.vip.shop.example", "/x", "vip"), ("vip.shop.example", "/x", "tenants"),
            ("a.vip.shop.example", "/orders/1", "vip"), (".shop.example", "/x", "everywhere"),
            ("ashop.example", "/x", "everywhere"), ("[::1]:80", "/x", "v6"), ("[::1]", "/x", "v6"),
            ("shop.example..", "/x", "everywhere"), ("shop.example:x", "/x", "everywhere"),
        ] as [(String?, String, String)])
    func finds(host: String?, path: String, api: String) throws {
        let catalogue = try Self.catalogue()
        let path = try catalogue.path(target: path, host: host)
        #expect(catalogue.api(for: path, host: host)?.name == api)
    }

    @Test("A host that is longer than any name is for nobody's API, and costs no search")
    func boundsNames() throws {
        let catalogue = try Self.catalogue()
        let host = String(repeating: "a.", count: 40_000) + "shop.example"
        let path = try catalogue.path(target: "/x", host: host)
        #expect(catalogue.api(for: path, host: host)?.name == "everywhere")
    }

    @Test("Where all APIs have hosts, a request without one belongs to none")
    func belongsToNone() throws {
        var source = TestCatalogue.payments()
        source.apis[0].hosts = [try #require(HostPattern("api.example"))]
        let catalogue = try CompiledCatalogue(source)
        for host in ["other.example", nil] {
            guard case .nowhere = catalogue.destination(target: "/payment-api/x", method: "GET", host: host) else {
                Issue.record("\(host ?? "none")")
                continue
            }
        }
        guard case .guarded = catalogue.destination(target: "/payment-api/x", method: "GET", host: "API.example:1")
        else {
            Issue.record("not found")
            return
        }
    }

    @Test("The metadata of a resource is that of the API of the host, and encoded slashes are its own affair")
    func findsTheRest() throws {
        var source = TestCatalogue.payments()
        source.apis[0].encodedSlashes = .allow
        source.apis[0].hosts = [try #require(HostPattern("a.example"))]
        source.apis[0].resource = "https://a.example/payment-api"
        var other = API(name: "other", listenPath: "/payment-api/", issuers: source.apis[0].issuers)
        other.hosts = [try #require(HostPattern("b.example"))]
        other.resource = "https://b.example/payment-api"
        source.apis.append(other)
        let catalogue = try CompiledCatalogue(source)
        for (host, name) in [("a.example", "payments"), ("b.example", "other")] {
            let target = "/.well-known/oauth-protected-resource/payment-api"
            guard case .metadata(_, let api) = catalogue.destination(target: target, method: "GET", host: host) else {
                Issue.record("\(host)")
                continue
            }
            #expect(api.name == name)
        }
        #expect(throws: Never.self) { try catalogue.path(target: "/payment-api/a%2Fb", host: "a.example") }
        #expect(throws: PathFault.self) { try catalogue.path(target: "/payment-api/a%2Fb", host: "b.example") }
        #expect(throws: PathFault.self) { try catalogue.path(target: "/payment-api/a%2Fb") }
    }

    @Test("Two APIs at one place are an error, on one host as on all; on two hosts they are none")
    func refusesTheSamePlace() throws {
        var source = TestCatalogue.payments()
        let first = source.apis[0]
        var second = API(name: "second", listenPath: first.listenPath, issuers: first.issuers)
        second.hosts = [try #require(HostPattern("b.example"))]
        source.apis.append(second)
        #expect(source.problems().filter { $0.severity == .error }.isEmpty)
        source.apis[0].hosts = [try #require(HostPattern("a.example")), try #require(HostPattern("B.example"))]
        let problem = try #require(source.problems().first { $0.severity == .error })
        #expect(problem.path == ["apis", "second", "hosts", "0"])
        #expect(problem.message == "`/payment-api/` on `b.example` is already that of `payments`")
        source.apis[0].hosts = []
        source.apis[1].hosts = []
        #expect(source.problems().contains { $0.path == ["apis", "second", "listen_path"] && $0.severity == .error })
    }
}
