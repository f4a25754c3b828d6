import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateCLI

@Suite("A replay shows for whom another catalogue would change something")
struct ReplayTests {
    /// A request of a client, so many milliseconds after the first one.
    private func record(
        _ client: String = "a", scopes: String = "product_payments free_plan", path: String = "/payment-api/get",
        outcome: String = "admitted", milliseconds: Int64 = 0
    ) throws -> DecisionRecord {
        let json = """
            {"time": \(1_700_000_000 + milliseconds / 1_000), "monotonic": \(milliseconds * 1_000_000),
             "api": "payments", "method": "GET", "path": "\(path)", "outcome": "\(outcome)",
             "issuer": "\(TestCatalogue.issuer)", "client": "\(client)",
             "scopes": [\(scopes.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ","))]}
            """
        return try JSONDecoder().decode(DecisionRecord.self, from: Data(json.utf8))
    }

    private func report(
        _ records: [DecisionRecord], against old: Catalogue? = nil, _ change: (inout Catalogue) -> Void
    ) throws -> ReplayReport {
        var catalogue = TestCatalogue.payments()
        change(&catalogue)
        var replay = try Replay(new: catalogue, old: old)
        for record in records { replay.add(record) }
        return ReplayReport(replay.counts)
    }

    @Test("The same catalogue changes nothing")
    func changesNothing() throws {
        let records =
            try (0..<20).map { try record(milliseconds: $0 * 1_000) } + [
                record("b", scopes: "free_plan", outcome: "scope_insufficient", milliseconds: 30_000)
            ]
        for old in [nil, TestCatalogue.payments()] {
            let found = try report(records, against: old) { _ in }
            #expect(found.requests == 21 && found.clients == 2)
            #expect(found.changes.isEmpty && !found.takesAway)
            #expect(found.text.hasSuffix("nobody is refused, limited or newly admitted"))
        }
    }

    @Test("A path that is no longer open refuses its clients, by product and plan")
    func refuses() throws {
        let records = [try record(), try record("b"), try record("b", path: "/payment-api/orders/1")]
        let found = try report(records) { $0.policies[0].access[0].paths?.removeFirst() }
        #expect(found.takesAway)
        #expect(
            found.changes.map { [$0.effect, $0.client, $0.before, $0.after] } == [
                ["refused", "a", "admitted", "access_denied"], ["refused", "b", "admitted", "access_denied"],
            ])
        #expect(
            found.text == """
                3 requests of 2 clients

                product   plan  requests  clients  refused  limited  newly admitted
                payments  free         3        2        2        0               0

                refused
                  a  payments  free  1 request  admitted → access_denied
                  b  payments  free  1 request  admitted → access_denied
                """)
    }

    @Test("A smaller plan limits those who called too often for it, at the times at which they called")
    func limits() throws {
        let fast = try (0..<4).map { try record("fast", milliseconds: $0 * 100) }
        let slow = try (0..<4).map { try record("slow", milliseconds: 1_000 + $0 * 1_000) }
        let found = try report(fast + slow) { $0.policies[1].limits.rate = .limited(requests: 1, seconds: 1) }
        #expect(
            found.changes.map { [$0.effect, $0.client, $0.after, "\($0.requests)"] } == [
                ["limited", "fast", "rate_exceeded", "3"]
            ])
        #expect(found.rows.map(\.limited) == [1])
    }

    @Test("A scope that is given a policy admits those who were refused, and takes nothing away")
    func admits() throws {
        let records = [try record("c", scopes: "free_plan audit", outcome: "scope_insufficient")]
        let found = try report(records) {
            $0.scopes = [ScopeMapping(scope: "audit", policies: ["payments-access"])]
        }
        #expect(!found.takesAway)
        #expect(found.changes.map { [$0.effect, $0.client, $0.before] } == [["admitted", "c", "scope_insufficient"]])
        #expect(found.rows.map { $0.products + $0.plans } == [["free"]])
        let json = try JSONOutput.of(found)
        #expect(json.contains("\"effect\" : \"admitted\""))
    }

    @Test("With --against the old catalogue is asked, whatever was recorded")
    func comparesCatalogues() throws {
        var old = TestCatalogue.payments()
        old.apis[0].audiences = ["payments"]
        let found = try report([try record()], against: old) { _ in }
        #expect(found.changes.map { [$0.effect, $0.before] } == [["admitted", "claim_missing"]])
    }

    @Test("A request whose API is gone is refused, and one that needs no token any more is admitted")
    func followsAPIs() throws {
        let gone = try report([try record()]) {
            $0.apis[0].listenPath = "/elsewhere/"
        }
        #expect(gone.changes.map(\.after) == ["not_found"])
        let open = try report([try record(scopes: "x", outcome: "scope_insufficient")]) {
            $0.apis[0].publicPaths = [PathPattern("/get").map { PathRule(pattern: $0) }].compactMap { $0 }
        }
        #expect(open.changes.map(\.effect) == ["admitted"])
    }

    @Test("Records of several runs of a machine are taken at their wall times")
    func followsClocks() throws {
        var clock = ReplayClock()
        var next = try record(milliseconds: 1_000)
        #expect(clock.instant(of: next).monotonicNanoseconds == 0)
        next.time += 1
        next.monotonic += 700_000_000
        #expect(clock.instant(of: next).monotonicNanoseconds == 700_000_000)
        next.time += 60
        next.monotonic = 5
        #expect(clock.instant(of: next).monotonicNanoseconds == 60_700_000_000)
        next.time = .min
        next.monotonic = .min
        #expect(clock.instant(of: next).monotonicNanoseconds == 60_700_000_000)
        next.time = .max
        next.monotonic = .max
        #expect(clock.instant(of: next).monotonicNanoseconds >= 60_700_000_000)
    }
}
