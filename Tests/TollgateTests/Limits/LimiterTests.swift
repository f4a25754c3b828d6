import Testing
import TollgateCatalogue
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
        grant.concurrency = concurrency
        return grant
    }

    private let key = Limiter.Key(issuer: "i", client: "c", subject: nil)

    private func admit(
        _ limiter: Limiter, _ grant: Grant, _ clock: ManualClock, api: Int = 0
    ) -> (report: LimitReport, rejection: Rejection?, lease: ConcurrencyLease?) {
        limiter.admit(grant, key: key, api: api, at: clock.instant, charges: true)
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
    func chargesOnlyAdmitted() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("1/1s", "10/1d")
        #expect(admit(limiter, grant, clock).report.quota?.remaining == 9)
        for _ in 0..<5 { #expect(admit(limiter, grant, clock).report.quota?.remaining == 9) }
        clock.advance(by: .seconds(1))
        let look = limiter.admit(grant, key: key, api: 0, at: clock.instant, charges: false)
        #expect(look.report.rate?.remaining == 1)
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
        let first = admit(limiter, wide, clock, api: 0).lease
        #expect(admit(limiter, wide, clock, api: 1).rejection == .concurrencyExceeded)
        wide.concurrencyIsForOneAPI = true
        let second = admit(limiter, wide, clock, api: 1)
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

    @Test("Many tasks hammering one client get exactly what the bucket holds")
    func isExactUnderContention() async {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("1000/1s")
        let key = key
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    (0..<100).count { _ in
                        limiter.admit(grant, key: key, api: 0, at: clock.instant, charges: true).rejection == nil
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(admitted == 1_000)
    }

    @Test("Clients for whom nothing is left to remember are forgotten")
    func forgetsIdleClients() {
        let limiter = Limiter()
        let clock = ManualClock()
        let grant = grant("5/1s")
        for number in 0..<5_000 {
            let key = Limiter.Key(issuer: "i", client: ExactString("c\(number)"), subject: nil)
            _ = limiter.admit(grant, key: key, api: 0, at: clock.instant, charges: true)
        }
        #expect(limiter.clientCount == 5_000)
        clock.advance(by: .seconds(10))
        for _ in 0..<(16 * 4_096) {
            let key = Limiter.Key(issuer: "i", client: ExactString("d\(Int.random(in: 0..<64))"), subject: nil)
            _ = limiter.admit(grant, key: key, api: 0, at: clock.instant, charges: false)
        }
        #expect(limiter.clientCount < 5_000)
    }
}
