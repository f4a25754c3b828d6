import CAllocationCounter
import Testing
import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateTesting

@Suite("A flood of random key ids harms nobody", .enabled(if: allocation_counter_is_available()))
struct KeyFloodTests {
    /// What `body` returns, with what it asks of the allocator counted.
    private func counted<Result>(_ body: () -> Result) -> Result {
        allocation_counter_start()
        defer { _ = allocation_counter_stop() }
        return body()
    }

    @Test(
        "10 000 random kids a second for 10 s cause one fetch per cooldown and keep less than 1 MiB; good tokens never wait",
        arguments: [30, 1] as [Int64])
    func survivesAFlood(cooldown: Int64) throws {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(rate: .unlimited)
        catalogue.issuers[0].refresh.cooldownSeconds = cooldown
        let test = try TestGate(catalogue, forge: try TokenForge())
        let keySet = try KeySet(json: Array(TokenForge.keySet(test.forge).utf8))
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let good = BearerCredential(token: Substring(test.forge.token(payload: TokenClaims().json)))
        _ = test.gate.decide(good, request, at: test.clock.instant)

        var (fetches, admitted, waiting, refused) = (0, 0, 0, 0)
        var fetchEnds: Int64?
        let before = allocation_counter_live_bytes()
        for number in 0..<100_000 {
            if number % 10 == 0 { test.clock.advance(by: .milliseconds(1)) }
            let instant = test.clock.instant
            if let end = fetchEnds, end <= instant.monotonicNanoseconds {
                counted { test.gate.keys.install(keySet, issuer: test.slots[0], at: instant) }
                fetchEnds = nil
            }
            if number % 10 == 0, case .admit = counted({ test.gate.decide(good, request, at: instant) }) {
                admitted += 1
            }
            let kid = String(UInt64.random(in: .min ... .max), radix: 16)
            let header = Base64URL.encode(Array("{\"alg\":\"RS256\",\"kid\":\"\(kid)\"}".utf8))
            let stranger = BearerCredential(token: Substring("\(header).AA.AA"))
            switch counted({ test.gate.decide(stranger, request, at: instant) }) {
            case .waiting:
                waiting += 1
                guard fetchEnds == nil else { continue }
                // Each fetch takes 100 ms; what comes meanwhile waits for it, as far as there is room.
                fetches += 1
                fetchEnds = instant.monotonicNanoseconds + 100_000_000
            case .reject(.keyUnknown, _): refused += 1
            default: Issue.record("neither waiting nor unknown")
            }
        }
        #expect(fetches == max(1, 10 / Int(cooldown)))
        #expect(admitted == 10_000)
        #expect(waiting <= fetches * 1_000 && waiting + refused == 100_000)
        #expect(allocation_counter_live_bytes() - before <= 1 << 20)
    }
}
