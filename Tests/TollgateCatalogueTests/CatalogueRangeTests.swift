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

    @Test("A clock skew of more than 300 s, or of less than none, is an error", arguments: [-1, 301, Int64.max])
    func boundsTheSkew(seconds: Int64) {
        let issuer = Issuer(name: "i", issuer: "https://i", audiences: .oneOf(["a"]), clockSkewSeconds: seconds)
        #expect(Catalogue(issuers: [issuer]).problems().map(\.path) == [["issuers", "i", "clock_skew"]])
    }
}
