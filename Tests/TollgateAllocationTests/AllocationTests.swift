import CAllocationCounter
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("The request path asks for no memory that it need not", .enabled(if: allocation_counter_is_available()))
struct AllocationTests {
    /// How often `body` asks for memory.
    private func allocations(_ body: () -> Void) -> Int {
        allocation_counter_start()
        body()
        return allocation_counter_stop()
    }

    private func request(_ test: TestGate) throws -> GateRequest {
        let path = try RequestPath(target: "/payment-api/get")
        return GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
    }

    @Test("The counter counts")
    func counts() {
        #expect(allocations { withExtendedLifetime(Array(repeating: 0, count: 10_000)) {} } >= 1)
        #expect(allocations {} == 0)
    }

    @Test("A request with a token that was seen is admitted without an allocation, limits and all")
    func allocatesNothingOnAHit() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(
            rate: .limited(requests: 1_000, seconds: 1), quota: .limited(maximum: 100_000, window: .seconds(3_600)))
        catalogue.issuers[0].audiences = .oneOf(["payments", "orders"])
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let token = test.forge.token(payload: TokenClaims().with("aud", "[\"a\",\"payments\"]").json)
        let credential = BearerCredential(token: Substring(token))
        let request = try request(test)
        let instant = test.clock.instant
        var admitted = 0
        func decide() {
            if case .admit = test.gate.decide(credential, request, at: instant) { admitted += 1 }
        }
        decide()
        decide()
        #expect(allocations { for _ in 0..<100 { decide() } } == 0)
        #expect(admitted == 102)
    }

    @Test(
        "A request that is refused by its limits or its path, or whose token has expired, allocates nothing for its token",
        arguments: [("/payment-api/get", 400), ("/payment-api/closed", 0), ("/payment-api/orders/7", 0)])
    func allocatesNothingOnOtherHits(path: String, seconds: Int64) throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        let credential = BearerCredential(token: Substring(token))
        let target = try RequestPath(target: path)
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: target)), method: "GET", path: target)
        for _ in 0..<3 { _ = try test.decide(token) }
        test.clock.advance(by: .seconds(seconds))
        _ = test.gate.decide(credential, request, at: test.clock.instant)
        let instant = test.clock.instant
        // Swift Testing itself takes a backtrace of each error that is thrown.
        func ignoring(_ rejection: Rejection) throws(Rejection) { throw rejection }
        let ofTheTest = allocations { try? ignoring(.accessDenied) }
        #expect(allocations { _ = test.gate.decide(credential, request, at: instant) } <= ofTheTest)
    }

    @Test("A remembered token costs its bytes and at most 512 more")
    func boundsWhatARememberedTokenCosts() throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let request = try request(test)
        let instant = test.clock.instant
        func credentials(_ numbers: Range<Int>) -> [BearerCredential] {
            numbers.map { number in
                let claims = TokenClaims().with("jti", "\"\(number)-\(String(repeating: "x", count: 170))\"")
                return BearerCredential(token: Substring(test.forge.token(payload: claims.json)))
            }
        }
        // The first ones make the tables, whose size does not depend on how many tokens there are.
        for credential in credentials(0..<256) { _ = test.gate.decide(credential, request, at: instant) }
        // Where other tests have left holes in the heap, the allocator gives more than it is asked for: that is no
        // cost of a token, so the smallest of several rounds counts.
        let overheads = (0..<8).map { round in
            let credentials = credentials(1_000 + round * 16..<1_016 + round * 16)
            let before = allocation_counter_live_bytes()
            allocation_counter_start()
            for credential in credentials { _ = test.gate.decide(credential, request, at: instant) }
            _ = allocation_counter_stop()
            let tokenBytes = credentials.reduce(0) { $0 + $1.token.utf8.count }
            return (allocation_counter_live_bytes() - before - tokenBytes) / credentials.count
        }
        #expect(test.gate.tokenCacheStatistics.entries == 256 + 8 * 16)
        let overhead = try #require(overheads.min())
        #expect((1...512).contains(overhead), "\(overheads)")
    }
}
