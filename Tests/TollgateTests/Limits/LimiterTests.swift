import Testing
import TollgateCatalogue
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("Limits let in exactly what they allow")
struct LimiterTests {
    private func grant(_ rate: String? = nil, _ quota: String? = nil, concurrency: Int? = nil, policy: String = "p")
        -> Grant
    {
        var grant = Grant()
        grant.rate = rate.flatMap { RateLimit($0) }.map { ($0, policy) }
        grant.quota = quota.flatMap { Quota($0) }.map { ($0, policy) }
        let limits = PolicyLimits(Limits(rate: grant.rate?.limit, quota: grant.quota?.limit), of: policy)
        grant.rateRule = limits.rate
        grant.quotaRule = limits.quota
        grant.concurrency = concurrency
        return grant
    }

    private func key(_ client: String) -> CounterOwner {
        guard let key = CounterOwner(issuer: InternedIssuer("i"), client: client, subject: nil) else {
            preconditionFailure("claims with a client have a key")
        }
        return key
    }

    private typealias Answer = (report: LimitReport, rejection: Rejection?, lease: ConcurrencyLease?)

    /// Asks for the counters and charges them, as the gate does for a token that it has not seen.
    private func admit(
        _ limiter: Limiter, _ grant: Grant, _ clock: ManualClock, api: String = "a", client: String = "c"
    ) -> Answer {
        while true {
            let charges = limiter.charges(for: grant, of: key(client), api: api, at: clock.instant)
            switch charges.take(at: clock.instant) {
            case .admitted(let state, let lease): return (charges.report(state), nil, lease)
            case .refused(let rejection, let report): return (report, rejection, nil)
            case .outOfDate: continue
            }
        }
    }

    @Test("A bucket of 5 a second lets 5 in at once, then one each 200 ms, at most 10 in the first second")
    func fillsEvenly() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("5/1s")
        for left in [4, 3, 2, 1, 0] as [Int64] {
            let outcome = admit(limiter, grant, clock)
            #expect(outcome.rejection == nil)
            #expect(outcome.report.rate?.remaining == left)
        }
        let refused = admit(limiter, grant, clock)
        #expect(refused.rejection == .rateExceeded)
        #expect(refused.report.retryAfterSeconds == 1)
        clock.advance(by: .nanoseconds(199_999_999))
        #expect(admit(limiter, grant, clock).rejection == .rateExceeded)
        clock.advance(by: .nanoseconds(1))
        #expect(admit(limiter, grant, clock).rejection == nil)
        #expect(admit(limiter, grant, clock).rejection == .rateExceeded)
        clock.advance(by: .seconds(3_600))
        var admitted = 0
        for _ in 0..<20 where admit(limiter, grant, clock).rejection == nil { admitted += 1 }
        #expect(admitted == 5)
    }

    @Test("A quota counts from first use and begins anew when its window is over")
    func countsFromFirstUse() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant(nil, "2/1h")
        clock.advance(by: .seconds(1_800))
        #expect(admit(limiter, grant, clock).report.quota?.resetSeconds == 3_600)
        clock.advance(by: .seconds(600))
        #expect(admit(limiter, grant, clock).rejection == nil)
        let refused = admit(limiter, grant, clock)
        #expect(refused.rejection == .quotaExceeded)
        #expect(refused.report.retryAfterSeconds == 3_000)
        clock.advance(by: .seconds(2_999))
        #expect(admit(limiter, grant, clock).rejection == .quotaExceeded)
        clock.advance(by: .seconds(1))
        #expect(admit(limiter, grant, clock).rejection == nil)
    }

    @Test("A quota by the month ends with the calendar month in UTC")
    func followsTheCalendar() {
        let limiter = Limiter()
        // 2024-02-29T23:59:59Z, in a leap year.
        let clock = ManualClock(unixSeconds: 1_709_251_199)
        let grant = grant(nil, "1/month")
        #expect(admit(limiter, grant, clock).report.quota?.resetSeconds == 1)
        #expect(admit(limiter, grant, clock).rejection == .quotaExceeded)
        clock.advance(by: .seconds(1))
        #expect(admit(limiter, grant, clock).report.quota?.resetSeconds == 2_678_400)
    }

    @Test(
        "Months begin and end where the calendar says",
        arguments: [
            (0, 1970 * 12, 2_678_400), (-1, 1969 * 12 + 11, 0), (951_782_400, 2000 * 12 + 1, 951_868_800),
            (1_709_251_199, 2024 * 12 + 1, 1_709_251_200), (4_107_542_399, 2100 * 12 + 1, 4_107_542_400),
            (253_402_300_799, 9999 * 12 + 11, 253_402_300_800),
        ] as [(Int64, Int64, Int64)])
    func knowsMonths(unixSeconds: Int64, number: Int64, end: Int64) {
        #expect(Month(containing: unixSeconds).number == number)
        #expect(Month(containing: unixSeconds).end == end)
    }

    @Test("A refused request charges nothing, and looking charges nothing")
    func chargesOnlyAdmitted() throws {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("1/1s", "10/1d")
        #expect(admit(limiter, grant, clock).report.quota?.remaining == 9)
        for _ in 0..<5 { #expect(admit(limiter, grant, clock).report.quota?.remaining == 9) }
        clock.advance(by: .seconds(1))
        let preview = limiter.charges(for: grant, of: key("c"), api: "a", at: clock.instant, keeps: false).preview(
            at: clock.instant)
        #expect(preview.report.rate?.remaining == 1)
        #expect(admit(limiter, grant, clock).report.quota?.remaining == 8)
    }

    @Test("A client with tokens of two plans cannot add them up")
    func chargesEveryLiveCounter() {
        let limiter = Limiter()
        let clock = ManualClock()
        let free = grant(nil, "3/1d", policy: "free")
        let gold = grant(nil, "5/1d", policy: "gold")
        #expect(admit(limiter, free, clock).rejection == nil)
        #expect(admit(limiter, gold, clock).report.quota?.remaining == 3)
        #expect(admit(limiter, gold, clock).rejection == nil)
        #expect(admit(limiter, free, clock).rejection == .quotaExceeded)
        for _ in 0..<2 { #expect(admit(limiter, gold, clock).rejection == nil) }
        #expect(admit(limiter, gold, clock).rejection == .quotaExceeded)
    }

    @Test("A plan that was used up is used up for the next plan as well, as far as that goes")
    func beginsWithWhatIsUsed() {
        let limiter = Limiter()
        let clock = ManualClock()
        for _ in 0..<3 { #expect(admit(limiter, grant("3/1min", "3/1d", policy: "free"), clock).rejection == nil) }
        let gold = admit(limiter, grant("5/1min", "5/1d", policy: "gold"), clock)
        #expect(gold.report.quota?.remaining == 1)
        #expect(gold.report.rate?.remaining == 1)
        #expect(admit(limiter, grant(nil, "2/1d", policy: "tiny"), clock).rejection == .quotaExceeded)
    }

    @Test("Where a rate and a quota refuse, the rate is the cause and the time to wait is the longer one")
    func waitsForAllLimits() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("1/1s", "1/1h")
        #expect(admit(limiter, grant, clock).rejection == nil)
        let refused = admit(limiter, grant, clock)
        #expect(refused.rejection == .rateExceeded)
        #expect(refused.report.retryAfterSeconds == 3_600)
    }

    @Test("Concurrency is for all APIs together, unless it is for one")
    func countsOverAPIs() {
        let limiter = Limiter()
        let clock = ManualClock()
        var wide = grant("100/1s", concurrency: 1)
        let first = admit(limiter, wide, clock, api: "a").lease
        #expect(admit(limiter, wide, clock, api: "b").rejection == .concurrencyExceeded)
        wide.concurrencyIsForOneAPI = true
        let second = admit(limiter, wide, clock, api: "b")
        #expect(second.rejection == nil)
        first?.release()
        second.lease?.release()
    }

    @Test("Concurrency counts requests until they end, however often they say so")
    func countsRequestsInProgress() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("100/1s", concurrency: 2)
        let first = admit(limiter, grant, clock).lease
        var second = admit(limiter, grant, clock).lease
        #expect(admit(limiter, grant, clock).rejection == .concurrencyExceeded)
        first?.release()
        first?.release()
        let third = admit(limiter, grant, clock)
        #expect(third.rejection == nil)
        #expect(admit(limiter, grant, clock).rejection == .concurrencyExceeded)
        #expect(second != nil)
        second = nil
        #expect(admit(limiter, grant, clock).rejection == nil)
    }

    @Test("64 threads hammering one client get exactly what the bucket holds")
    func isExactUnderContention() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("1000/1s")
        let admitted = Threads.sum(64) { _ in (0..<100).count { _ in admit(limiter, grant, clock).rejection == nil } }
        #expect(admitted == 1_000)
        clock.advance(by: .milliseconds(250))
        #expect(Threads.sum(64) { _ in admit(limiter, grant, clock).rejection == nil ? 1 : 0 } == 64)
        #expect(Threads.sum(64) { _ in (0..<100).count { _ in admit(limiter, grant, clock).rejection == nil } } == 186)
    }

    @Test("64 threads hammering one client get exactly what its quota allows, also while windows begin")
    func isExactOverWindows() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant(nil, "100/1h")
        for _ in 0..<20 {
            let admitted = Threads.sum(64) { _ in (0..<4).count { _ in admit(limiter, grant, clock).rejection == nil } }
            #expect(admitted == 100)
            clock.advance(by: .seconds(3_600))
        }
    }

    @Test("Clients for whom nothing is left to remember are forgotten")
    func forgetsIdleClients() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("5/1s")
        for number in 0..<5_000 { _ = admit(limiter, grant, clock, client: "c\(number)") }
        #expect(limiter.clientCount == 5_000)
        clock.advance(by: .seconds(10))
        for number in 0..<10_000 { _ = admit(limiter, grant, clock, client: "d\(number)") }
        #expect((10_000..<12_000).contains(limiter.clientCount))
    }

    @Test("64 threads get exactly what a bucket holds, also while it is dropped for disuse again and again")
    func isExactWhileDropping() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("10/1s")
        var clients: [ClientCounters] = []
        for _ in 0..<30 {
            // The bucket is full until somebody takes from it, so that it may be dropped at any time before.
            let admitted = Threads.sum(64) { _ in
                (0..<5).count { _ in
                    limiter.forgetIdleClients(at: clock.instant)
                    return admit(limiter, grant, clock).rejection == nil
                }
            }
            #expect(admitted == 10)
            clients.append(limiter.charges(for: grant, of: key("c"), api: "a", at: clock.instant).client)
            clock.advance(by: .seconds(1))
        }
        #expect(Set(clients.map { ObjectIdentifier($0) }).count == 30)
    }

    @Test("Many tasks with tokens of two plans never get more than the larger one allows")
    func isExactOverPlans() async {
        for _ in 0..<20 {
            let limiter = Limiter()
            let clock = ManualClock()
            let plans = [grant("30/1s", policy: "a"), grant("50/1s", policy: "b"), grant("40/1s", policy: "c")]
            let admitted = await withTaskGroup(of: Int.self) { group in
                for task in 0..<9 {
                    group.addTask {
                        (0..<50).count { admit(limiter, plans[(task + $0) % 3], clock).rejection == nil }
                    }
                }
                return await group.reduce(0, +)
            }
            // A request that is charged while a plan's bucket is being made may count twice in it, never not at all.
            #expect((30...50).contains(admitted))
        }
    }

    @Test("The last requests of two plans are not let in side by side")
    func isExactOverPlansAtTheEnd() async {
        for _ in 0..<200 {
            let limiter = Limiter()
            let clock = ManualClock()
            let plans = [grant("2/1h", policy: "a"), grant("2/1h", policy: "b")]
            // Both plans are known, and one request of each is left.
            _ = limiter.charges(for: plans[1], of: key("c"), api: "a", at: clock.instant)
            _ = admit(limiter, plans[0], clock)
            let admitted = await withTaskGroup(of: Int.self) { group in
                for plan in plans { group.addTask { admit(limiter, plan, clock).rejection == nil ? 1 : 0 } }
                return await group.reduce(0, +)
            }
            #expect(admitted == 1)
        }
    }
}
