import Testing
import TollgateCatalogue

@Suite("Limits and durations are written with their unit")
struct LimitTextTests {
    @Test(
        "Rates are read as written",
        arguments: [
            ("5/1s", RateLimit.limited(requests: 5, seconds: 1)), ("100/min", .limited(requests: 100, seconds: 60)),
            ("7/2h", .limited(requests: 7, seconds: 7_200)), ("1/1w", .limited(requests: 1, seconds: 604_800)),
            ("unlimited", .unlimited),
        ])
    func readsRates(text: String, limit: RateLimit) {
        #expect(RateLimit(text) == limit)
    }

    @Test(
        "Rates that mean nothing, or more than one thing, are refused",
        arguments: [
            "", "5", "5/", "/1s", "0/1s", "-1/1s", "5/0s", "5/1m", "5/1month", "5/1s/1s", "5 / 1s", "1e3/1s",
            "9999999999/1s", "5/9999999w",
        ])
    func refusesOtherRates(text: String) {
        #expect(RateLimit(text) == nil)
    }

    @Test(
        "Quotas also know the calendar month",
        arguments: [
            ("1000/1d", Quota.limited(maximum: 1_000, window: .seconds(86_400))),
            ("50000/month", .limited(maximum: 50_000, window: .calendarMonth)), ("unlimited", .unlimited),
        ])
    func readsQuotas(text: String, quota: Quota) {
        #expect(Quota(text) == quota)
    }

    @Test(
        "A limit is shown as it would be written",
        arguments: ["5/1s", "90/90s", "1000/1d", "3/2w", "8/month", "unlimited"])
    func showsLimits(text: String) {
        #expect(Quota(text)?.description == text)
    }

    @Test(
        "Durations are whole numbers with a unit",
        arguments: [("60s", 60), ("10m", 600), ("10min", 600), ("24h", 86_400), ("7d", 604_800), ("2w", 1_209_600)]
            as [(String, Int64)])
    func readsDurations(text: String, seconds: Int64) {
        #expect(DurationText.seconds(text) == seconds)
    }

    @Test("Other durations are refused", arguments: ["", "60", "s", "1.5h", "-1s", "1 s", "1y", "99999999999s", "４s"])
    func refusesOtherDurations(text: String) {
        #expect(DurationText.seconds(text) == nil)
    }
}
