import Testing
import TollgateCatalogue

@Suite("A catalogue made in code cannot hold numbers that the gate cannot count with")
struct CatalogueRangeTests {
    @Test(
        "Limits outside of 1 to 2³¹ - 1 are errors",
        arguments: [
            Limits(rate: .limited(requests: 5, seconds: 0)), Limits(rate: .limited(requests: 0, seconds: 1)),
            Limits(rate: .limited(requests: .max, seconds: 1)),
            Limits(quota: .limited(maximum: .max, window: .calendarMonth)),
            Limits(quota: .limited(maximum: 1, window: .seconds(-1))), Limits(concurrency: 0),
        ])
    func boundsLimits(limits: Limits) {
        let wide = Catalogue(policies: [Policy(name: "p", limits: limits)])
        #expect(wide.problems().contains { $0.severity == .error && $0.path.starts(with: ["policies", "p"]) })
        let single = Catalogue(policies: [Policy(name: "p", limitsByAPI: ["a": limits])])
        #expect(
            single.problems().contains {
                $0.path.starts(with: ["policies", "p", "per_api", "a"]) && $0.path.count == 5
            })
    }

    @Test("Bounds of an API below 1, or beyond what can be counted, are errors")
    func boundsRequests() {
        var api = API(name: "a", listenPath: "/", issuers: [])
        api.bounds.connectSeconds = 0
        api.bounds.firstByteSeconds = .max
        api.bounds.idle = .seconds(-1)
        api.bounds.whole = .seconds(0)
        api.bounds.maximumBodyBytes = 0
        api.bounds.maximumConnections = 1_000_001
        let keys = ["timeouts.connect", "timeouts.first_byte", "timeouts.idle", "timeouts.whole", "max_body_bytes"]
        let found = Catalogue(apis: [api]).problems().filter { $0.severity == .error }
        #expect(found.map { $0.path.dropFirst(2).joined(separator: ".") } == keys + ["max_upstream_connections"])
        api.bounds = RequestBounds()
        #expect(!Catalogue(apis: [api]).problems().contains { $0.severity == .error })
    }

    @Test("A clock skew of more than 300 s, or of less than none, is an error", arguments: [-1, 301, Int64.max])
    func boundsTheSkew(seconds: Int64) {
        let issuer = Issuer(name: "i", issuer: "https://i", audiences: .oneOf(["a"]), clockSkewSeconds: seconds)
        #expect(Catalogue(issuers: [issuer]).problems().map(\.path) == [["issuers", "i", "clock_skew"]])
    }
}
