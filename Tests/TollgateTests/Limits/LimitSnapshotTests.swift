import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("What clients have used of their quotas outlives the process")
struct LimitSnapshotTests {
    private func catalogue(_ quota: String = "3/1h", limitBy: API.LimitSubject = .client) -> Catalogue {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(rate: .limited(requests: 50, seconds: 1), quota: Quota(quota))
        catalogue.apis[0].limitBy = limitBy
        return catalogue
    }

    private func gate(_ catalogue: Catalogue, at unixSeconds: Int64 = 1_700_000_000) throws -> TestGate {
        try TestGate(catalogue, forge: try Forge.shared.get(), clock: ManualClock(unixSeconds: unixSeconds))
    }

    /// How many of so many requests a client gets through.
    private func admitted(_ test: TestGate, _ client: String = "client-1", of count: Int = 10) throws -> Int {
        let claims = TokenClaims(client: client, now: test.clock.instant.unixSeconds)
        let token = test.forge.token(payload: claims.json)
        return try (0..<count).count { _ in try test.rejection(token) == nil }
    }

    private let example = QuotaUse(
        issuer: TestCatalogue.issuer, client: "client-1", policy: "free-limits", maximum: 3, window: .seconds(3_600),
        used: 2, endsAt: 1_700_003_600)

    private func snapshot(_ uses: QuotaUse...) -> LimitSnapshot {
        uses.reduce(into: LimitSnapshot()) { $0.append($1) }
    }

    @Test("A new process goes on where the old one was, until the window ends, whatever its monotonic clock says")
    func goesOn() throws {
        let old = try gate(catalogue())
        #expect(try admitted(old, of: 2) == 2)
        #expect(try admitted(old, "client-2") == 3)
        old.clock.advance(by: .seconds(600))
        let snapshot = old.gate.limitSnapshot(at: old.clock.instant)
        #expect(
            snapshot.sorted { $0.client < $1.client }.map { "\($0.client) \($0.policy) \($0.used) \($0.endsAt)" } == [
                "client-1 free-limits 2 1700003600", "client-2 free-limits 3 1700003600",
            ])

        // The new process starts 300 s later, and its monotonic clock has just begun.
        let new = try gate(catalogue(), at: 1_700_000_900)
        new.gate.restoreLimits(try LimitSnapshot(fileBytes: snapshot.fileBytes), at: new.clock.instant)
        #expect(try admitted(new) == 1)
        #expect(try admitted(new, "client-2") == 0)
        #expect(try admitted(new, "client-3") == 3)
        new.clock.advance(by: .seconds(2_699))
        #expect(try admitted(new, "client-2") == 0)
        new.clock.advance(by: .seconds(1))
        #expect(try admitted(new, "client-2") == 3)
    }

    @Test("What an old process counts after its successor has begun is added, and nothing of it twice")
    func addsTheRest() throws {
        let old = try gate(catalogue("5/1h"))
        #expect(try admitted(old, of: 2) == 2)
        let given = old.gate.limitSnapshot(at: old.clock.instant)
        let new = try gate(catalogue("5/1h"))
        new.gate.restoreLimits(given, at: new.clock.instant)
        // Both count for a while, and a client comes that was unknown before.
        #expect(try admitted(old, of: 1) == 1)
        #expect(try admitted(old, "client-2", of: 4) == 4)
        #expect(try admitted(new, of: 1) == 1)
        let rest = old.gate.limitSnapshot(at: old.clock.instant).uses(since: given)
        #expect(
            rest.sorted { $0.client < $1.client }.map { "\($0.client) \($0.used)" } == ["client-1 1", "client-2 4"])
        new.gate.addLimits(rest, at: new.clock.instant)
        #expect(try admitted(new) == 1)
        #expect(try admitted(new, "client-2") == 1)
        #expect(old.gate.limitSnapshot(at: old.clock.instant).uses(since: given).count == 2)
        // A window that has begun anew is told whole.
        old.clock.advance(by: .seconds(3_600))
        #expect(try admitted(old, of: 2) == 2)
        let next = old.gate.limitSnapshot(at: old.clock.instant).uses(since: given)
        #expect(next.map(\.used) == [2])
    }

    @Test("A process that goes on at once takes over the rates as well, and what the other one still lets in")
    func handsRatesOver() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(rate: .limited(requests: 10, seconds: 10))
        let old = try gate(catalogue)
        #expect(try admitted(old, of: 6) == 6)
        let given = old.gate.rateSnapshot(at: old.clock.instant)
        #expect(given.map { "\($0.client) \($0.used) of \($0.maximum)" } == ["client-1 6 of 10"])
        // Its monotonic clock is another one.
        let new = try gate(catalogue, at: 1_700_000_000)
        new.gate.takeRates(try LimitSnapshot(fileBytes: given.fileBytes), at: new.clock.instant)
        #expect(try admitted(new) == 4)
        for test in [old, new] { test.clock.advance(by: .seconds(5)) }
        #expect(try admitted(old, of: 2) == 2)
        #expect(try admitted(old, "client-2", of: 3) == 3)
        let rest = old.gate.rateSnapshot(at: old.clock.instant).rates(since: given, nanoseconds: 5_000_000_000)
        #expect(
            rest.sorted { $0.client < $1.client }.map { "\($0.client) \($0.used)" } == ["client-1 2", "client-2 3"])
        new.gate.takeRates(rest, at: new.clock.instant)
        #expect(try admitted(new) == 3)
        #expect(try admitted(new, "client-2") == 7)
        // A full bucket has nothing to tell.
        old.clock.advance(by: .seconds(60))
        #expect(old.gate.rateSnapshot(at: old.clock.instant).count == 0)
    }

    @Test("A quota by the month goes on in its month and begins anew in the next one")
    func goesOnByTheMonth() throws {
        // 2024-02-29T23:00:00Z
        let endsAt: Int64 = 1_709_251_200
        var use = example
        (use.window, use.endsAt) = (.calendarMonth, endsAt)
        for (now, count) in [(endsAt - 60, 1), (endsAt, 3)] {
            let test = try gate(catalogue("3/month"), at: now)
            test.gate.restoreLimits(snapshot(use), at: test.clock.instant)
            #expect(try admitted(test) == count)
        }
    }

    @Test("Counts are raised and never lowered, also while requests go on")
    func raises() throws {
        let test = try gate(catalogue("100/1h"))
        #expect(try admitted(test) == 10)
        var use = example
        use.maximum = 100
        for (used, left) in [(5, 90), (40, 60), (7, 60), (99, 1)] as [(Int64, Int64)] {
            use.used = used
            test.gate.restoreLimits(snapshot(use), at: test.clock.instant)
            #expect(test.gate.limitSnapshot(at: test.clock.instant).map(\.used) == [100 - left])
        }
        #expect(try admitted(test) == 1)
    }

    @Test("A policy whose numbers have changed begins with what was used of the old ones")
    func goesOnWithNewNumbers() throws {
        let test = try gate(catalogue("5/1h"))
        test.gate.restoreLimits(snapshot(example), at: test.clock.instant)
        #expect(try admitted(test) == 3)
        #expect(test.gate.limitSnapshot(at: test.clock.instant).map(\.maximum) == [5])
    }

    @Test("What is over, another issuer's, or of a client whom nobody knows takes nothing from anybody")
    func leavesOut() throws {
        let test = try gate(catalogue())
        var (over, stranger, other, far) = (example, example, example, example)
        over.endsAt = test.clock.instant.unixSeconds
        stranger.issuer = "https://elsewhere.example"
        other.client = "client-9"
        (far.client, far.endsAt) = ("client-8", 253_402_300_800)
        test.gate.restoreLimits(snapshot(over, stranger, other, far), at: test.clock.instant)
        #expect(try admitted(test) == 3)
        #expect(try admitted(test, "client-9") == 1)
        // A wall clock that was set back must not lock anybody out for longer than a window.
        #expect(try admitted(test, "client-8") == 1)
        test.clock.advance(by: .seconds(3_600))
        #expect(try admitted(test, "client-8") == 3)
    }

    @Test("Where limits go by subject, each subject's count goes on by itself")
    func goesOnBySubject() throws {
        let old = try gate(catalogue(limitBy: .subject))
        #expect(try admitted(old, of: 2) == 2)
        let uses = old.gate.limitSnapshot(at: old.clock.instant)
        #expect(uses.map(\.subject) == ["e4a7bad7"])
        let new = try gate(catalogue(limitBy: .subject))
        new.gate.restoreLimits(uses, at: new.clock.instant)
        #expect(try admitted(new) == 1)
    }

    @Test("A snapshot in a file is the same when it is read")
    func isReadAsWritten() throws {
        var other = example
        (other.client, other.subject, other.api) = (String(repeating: "ü", count: 300), "", "payments")
        (other.window, other.endsAt) = (.calendarMonth, 0)
        let written = snapshot(example, other, example)
        var read = try LimitSnapshot(fileBytes: written.fileBytes)
        #expect(Array(read) == [example, other, example] && read == written && read.count == 3)
        // What is added later uses the names that are there.
        read.append(example)
        #expect(try Array(LimitSnapshot(fileBytes: read.fileBytes)).count == 4)
        #expect(try LimitSnapshot(fileBytes: LimitSnapshot().fileBytes).count == 0)
    }

    @Test("A use that no counter can have is not added")
    func addsOnlyUses() {
        var uses = Array(repeating: example, count: 5)
        uses[0].used = 4
        uses[1].maximum = 0
        uses[2].window = .seconds(0)
        uses[3].endsAt = -1
        uses[4].client = String(repeating: "x", count: 65_536)
        #expect(uses.reduce(into: LimitSnapshot()) { $0.append($1) }.count == 0)
    }

    @Test("A file that was cut off anywhere, or has any bit flipped, is told apart and never used")
    func refusesDamage() {
        let bytes = snapshot(example).fileBytes
        for count in bytes.indices {
            #expect(throws: LimitSnapshotError.self) { try LimitSnapshot(fileBytes: Array(bytes.prefix(count))) }
        }
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: LimitSnapshotError.self) { try LimitSnapshot(fileBytes: flipped) }
        }
        #expect(throws: LimitSnapshotError.notASnapshot) { try LimitSnapshot(fileBytes: Array("hello".utf8)) }
        var newer = bytes
        newer[8] = 2
        #expect(throws: LimitSnapshotError.unknownVersion(2)) { try LimitSnapshot(fileBytes: newer) }
    }

    @Test("Records that somebody has written with a right checksum are read or refused, and never trap")
    func refusesHostileRecords() throws {
        var generator = SeededGenerator(seed: 9)
        let records = snapshot(example).records
        var refused = 0
        for _ in 0..<20_000 {
            var changed = records
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                changed[Int.random(in: 0..<changed.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            changed.removeLast(Int.random(in: 0...2, using: &generator))
            do {
                for use in try LimitSnapshot(records: changed, count: 1) { #expect(use.used <= use.maximum) }
            } catch {
                refused += 1
            }
        }
        #expect((15_000..<20_000).contains(refused))
        #expect(throws: LimitSnapshotError.damaged) { try LimitSnapshot(records: records, count: 2) }
        #expect(throws: LimitSnapshotError.damaged) { try LimitSnapshot(records: [], count: .max) }
    }
}
