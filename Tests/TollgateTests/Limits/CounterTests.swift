import Testing
import TollgateCatalogue
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("Buckets and counts are exact whatever the clock does")
struct CounterTests {
    @Test(
        "A rate is exact in whole numbers, however odd, for a century",
        arguments: [
            (5, 1), (1_000, 60), (7, 3), (999, 1), (1_000_003, 1), (2_147_483_647, 1), (1, 2_147_483_647),
            (2_147_483_647, 2_147_483_646), (2_147_483_629, 86_400),
        ] as [(Int64, Int64)])
    func shapesAreExact(requests: Int64, seconds: Int64) {
        let shape = RateShape(requests: requests, seconds: seconds)
        let ticks = Int128(seconds) * Int128(1_000_000_000 / shape.tickNanoseconds)
        #expect(Int128(shape.perTick) * ticks == Int128(shape.cost) * Int128(requests))
        #expect(shape.units(at: .max) > 0)
        let pair = CounterPair()
        let new = pair.rate.state
        #expect(shape.remaining(new, at: .max) == requests)
        #expect(pair.rate.take(shape, at: .max) != .retired)
        let used = pair.rate.state
        #expect(shape.remaining(used, at: 1_000_000_000 * 86_400 * 365 * 10) <= requests)
    }

    @Test("What a request gives back never makes a bucket hold more than it can")
    func givesBack() {
        let shape = RateShape(requests: 1_000, seconds: 1)
        let pair = CounterPair()
        // One thread takes, and stops before it asks for the quota, which is used up.
        guard case .taken(let state) = pair.rate.take(shape, at: 1_000_000_000) else { return }
        // Two milliseconds later everybody else takes all there is.
        var admitted = 0
        while case .taken = pair.rate.take(shape, at: 1_002_000_000) { admitted += 1 }
        pair.rate.giveBack(state, shape)
        while case .taken = pair.rate.take(shape, at: 1_002_000_000) { admitted += 1 }
        #expect(admitted == 1_000)
    }

    @Test("Only a full bucket and a window that is over are retired, and what is taken back counts on")
    func retires() {
        let clock = ManualClock()
        let rate = RateShape(requests: 2, seconds: 1)
        let quota = QuotaShape(maximum: 2, window: .seconds(60))
        let pair = CounterPair()
        #expect(pair.quota.take(quota, at: clock.instant) == .windowOver)
        pair.quota.beginWindow(quota.window, at: clock.instant)
        #expect(pair.quota.take(quota, at: clock.instant) == .taken(1))
        #expect(pair.rate.take(rate, at: clock.instant.monotonicNanoseconds) != .lacking)
        #expect(pair.rate.retireIfIdle(rate, at: clock.instant.monotonicNanoseconds) == nil)
        #expect(pair.quota.retireIfIdle(quota.window, at: clock.instant) == nil)
        clock.advance(by: .seconds(1))
        let state = pair.rate.retireIfIdle(rate, at: clock.instant.monotonicNanoseconds)
        #expect(pair.rate.take(rate, at: clock.instant.monotonicNanoseconds) == .retired)
        pair.rate.restore(state ?? 0)
        #expect(pair.rate.take(rate, at: clock.instant.monotonicNanoseconds) != .retired)
        clock.advance(by: .seconds(60))
        let count = pair.quota.retireIfIdle(quota.window, at: clock.instant)
        #expect(pair.quota.take(quota, at: clock.instant) == .retired)
        pair.quota.beginWindow(quota.window, at: clock.instant)
        let isRetired = pair.quota.isRetired
        #expect(isRetired)
        pair.quota.restore(count ?? 0)
        #expect(pair.quota.take(quota, at: clock.instant) == .windowOver)
    }

    @Test(
        "A quota by the month survives every clock",
        arguments: [.max, .min, -70_000_000_000, 253_402_300_799] as [Int64])
    func survivesClocks(unixSeconds: Int64) {
        let instant = Instant(unixSeconds: unixSeconds, monotonicNanoseconds: .min)
        for window in [.calendarMonth, .seconds(60)] as [QuotaWindow] {
            let shape = QuotaShape(maximum: 2, window: window)
            let pair = CounterPair()
            pair.quota.begin(shape, used: 1, at: instant)
            #expect(pair.quota.take(shape, at: instant) == .taken(2))
            #expect(pair.quota.take(shape, at: instant) == .lacking)
            #expect(pair.quota.secondsUntilReset(window, at: instant) >= 1)
        }
    }

    @Test("Clients are told apart by issuer, identifier and subject, byte for byte, whether short or long")
    func tellsClientsApart() throws {
        let long = String(repeating: "x", count: 41)
        func key(_ issuer: String, _ client: String, _ subject: String? = nil) throws -> CounterOwner {
            try #require(CounterOwner(issuer: InternedIssuer(ExactString(issuer)), client: client, subject: subject))
        }
        let keys = [
            try key("i", "ab"), try key("j", "ab"), try key("i", "ab", ""), try key("i", "a", "b"), try key("i", "abc"),
            try key("i", "ab\u{0}"), try key("i", ""), try key("i", "", ""), try key("i", String(long.dropLast())),
            try key("i", long), try key("i", long, "s"), try key("i", "\u{E9}"), try key("i", "e\u{301}"),
        ]
        for (place, first) in keys.enumerated() {
            for (other, second) in keys.enumerated() { #expect((first == second) == (place == other)) }
        }
        #expect(keys[2].names.client == "ab" && keys[2].names.subject == "")
        #expect(keys[3].names.client == "a" && keys[3].names.subject == "b")
        #expect(keys[9].names.client == long && keys[9].names.subject == nil)
        #expect(Array(keys[11].names.client.utf8) == [0xC3, 0xA9] && keys[0].issuer.text == "i")
        let claims = Claims(issuer: "i", clientID: "a", subject: "b", scopes: [])
        #expect(CounterOwner(claims, issuer: keys[0].issuer, limitedBy: .subject) == keys[3])
        #expect(try CounterOwner(claims, issuer: keys[0].issuer, limitedBy: .client) == key("i", "a"))
        #expect(
            CounterOwner(issuer: keys[0].issuer, client: String(repeating: "x", count: 65_536), subject: nil) == nil)
    }
}
