import CAllocationCounter
import Testing
import TollgateCatalogue
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("A client's counters cost little", .enabled(if: allocation_counter_is_available()))
struct ClientMemoryTests {
    /// What 100 000 clients cost each, in bytes as the allocator counts them, with 8 for its own part of each piece.
    private func bytesPerClient(_ limits: Limits, api: String? = nil) throws -> Int {
        let prepared = PolicyLimits(limits, of: "plan", for: api)
        var grant = Grant()
        grant.rateRule = prepared.rate
        grant.quotaRule = prepared.quota
        grant.concurrency = limits.concurrency
        let limiter = Limiter()
        let instant = ManualClock().instant
        let issuer = InternedIssuer("https://idp.example/realms/DCR")
        let keys = (0..<100_000).compactMap { number in
            let digits = String(number)
            let identifier = "e4a7bad7-5f3c-4a8e-9a51-" + String(repeating: "0", count: 12 - digits.count) + digits
            return CounterOwner(issuer: issuer, client: identifier, subject: nil)
        }
        try #require(keys.count == 100_000)
        let before = allocation_counter_live_bytes()
        allocation_counter_start()
        for key in keys {
            _ = limiter.charges(
                for: grant, of: key, api: "payments", at: instant, countsProgress: limits.concurrency != nil
            ).take(at: instant)
        }
        _ = allocation_counter_stop()
        let bytes = allocation_counter_live_bytes() - before
        #expect(limiter.clientCount == 100_000)
        return bytes / 100_000 + 8
    }

    @Test("A client with a plan of rate and quota costs at most 200 bytes, its UUID and its place in the table too")
    func costsLittle() throws {
        let rate = RateLimit.limited(requests: 100, seconds: 60)
        let quota = Quota.limited(maximum: 10_000, window: .calendarMonth)
        let both = try bytesPerClient(Limits(rate: rate, quota: quota))
        #expect(both <= 200)
        #expect(try bytesPerClient(Limits(rate: rate)) <= both)
        #expect(try bytesPerClient(Limits(rate: rate, quota: quota, concurrency: 5)) <= both + 300)
    }
}
