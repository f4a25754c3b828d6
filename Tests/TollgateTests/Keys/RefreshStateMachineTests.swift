import Testing
import TollgateCatalogue

@testable import Tollgate

@Suite("Keys are fetched when they have to be, and no oftener")
struct RefreshStateMachineTests {
    private let second: Int64 = 1_000_000_000

    private func machine() -> RefreshStateMachine {
        RefreshStateMachine(
            settings: KeyRefreshSettings(
                intervalSeconds: 600, cooldownSeconds: 30, timeoutSeconds: 5, maximumStaleSeconds: 3_600))
    }

    @Test("The first fetch is due at once, and only one is under way at a time")
    func fetchesAtOnce() {
        var machine = machine()
        let isDue1 = machine.beginScheduledFetch(at: 0)
        #expect(isDue1)
        let isDue2 = machine.beginScheduledFetch(at: 0)
        #expect(!isDue2)
        let outcome3 = machine.unknownKey(at: 0)
        #expect(outcome3 == .join)
    }

    @Test(
        "The next scheduled fetch comes after the interval, or after max-age where that is shorter, but not within a minute"
    )
    func followsTheInterval() {
        for (maximumAge, expected) in [(nil, 600), (3_600, 600), (120, 120), (5, 60)] as [(Int64?, Int64)] {
            var machine = machine()
            _ = machine.beginScheduledFetch(at: 0)
            machine.succeeded(at: 0, maximumAgeSeconds: maximumAge)
            let isDue4 = machine.beginScheduledFetch(at: expected * second - 1)
            #expect(!isDue4)
            let isDue5 = machine.beginScheduledFetch(at: expected * second)
            #expect(isDue5)
        }
    }

    @Test("An unknown kid refetches once the cooldown is over, never earlier, and claims the cooldown before the fetch")
    func coolsDown() {
        var machine = machine()
        _ = machine.beginScheduledFetch(at: 0)
        machine.succeeded(at: 0)
        let outcome6 = machine.unknownKey(at: 1)
        #expect(outcome6 == .fetch)
        let outcome7 = machine.unknownKey(at: 1)
        #expect(outcome7 == .join)
        machine.succeeded(at: 2)
        let outcome8 = machine.unknownKey(at: 30 * second)
        #expect(outcome8 == .coolingDown)
        let outcome9 = machine.unknownKey(at: 30 * second + 1)
        #expect(outcome9 == .fetch)
        machine.failed(at: 30 * second + 1)
        let outcome10 = machine.unknownKey(at: 60 * second)
        #expect(outcome10 == .coolingDown)
        let outcome11 = machine.unknownKey(at: 60 * second + 1)
        #expect(outcome11 == .fetch)
    }

    @Test("A scheduled fetch starts no cooldown")
    func scheduledFetchesDoNotCool() {
        var machine = machine()
        _ = machine.beginScheduledFetch(at: 0)
        machine.succeeded(at: 0)
        let outcome12 = machine.unknownKey(at: 0)
        #expect(outcome12 == .fetch)
    }

    @Test("Failures are retried after 1, 2, 4 … 60 s while old keys work, and every second while there are none")
    func backsOff() {
        var machine = machine()
        _ = machine.beginScheduledFetch(at: 0)
        machine.failed(at: 0)
        #expect(machine.nextFetch == second)
        machine.failed(at: 0)
        #expect(machine.nextFetch == second)
        machine.succeeded(at: 0)
        var pauses: [Int64] = []
        for _ in 0..<8 {
            machine.failed(at: 0)
            pauses.append((machine.nextFetch ?? 0) / second)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(machine.isFailing)
    }

    @Test("Keys are used until max_stale after the last fetch that worked, and not after")
    func boundsStaleness() {
        var machine = machine()
        #expect(!machine.mayUseKeys(at: 0))
        machine.succeeded(at: 0)
        machine.failed(at: 600 * second)
        #expect(machine.mayUseKeys(at: 3_600 * second))
        #expect(!machine.mayUseKeys(at: 3_600 * second + 1))
    }

    @Test("Keys that were given once are never fetched and never stale")
    func keepsFixedKeys() {
        var machine = RefreshStateMachine(settings: KeyRefreshSettings(), isFixed: true)
        machine.succeeded(at: 0)
        #expect(machine.nextFetch == nil)
        let isDue13 = machine.beginScheduledFetch(at: .max)
        #expect(!isDue13)
        let outcome14 = machine.unknownKey(at: .max)
        #expect(outcome14 == .coolingDown)
        #expect(machine.mayUseKeys(at: .max))
    }

    @Test("Jitter brings a scheduled fetch forward by a tenth at most, never behind its time and never below a minute")
    func comesEarlier() {
        let cases: [(jitter: Double, maximumAge: Int64?, expected: Int64)] = [
            (0, nil, 600), (0.5, nil, 570), (1, nil, 540), (7, nil, 540), (-1, nil, 600), (.nan, nil, 600),
            (1, 120, 108), (1, 62, 60), (1, 5, 60),
        ]
        for (jitter, maximumAge, expected) in cases {
            var machine = machine()
            machine.succeeded(at: second, maximumAgeSeconds: maximumAge, jitter: jitter)
            #expect(machine.nextFetch == (1 + expected) * second, "jitter \(jitter), max-age \(maximumAge ?? -1)")
        }
    }

    @Test("An interval that is configured below a minute is kept, and jitter shortens it too")
    func keepsShortIntervals() {
        for (jitter, maximumAge, expected) in [(0, nil, 10), (1, nil, 9), (0, 5, 10)] as [(Double, Int64?, Int64)] {
            var machine = RefreshStateMachine(settings: KeyRefreshSettings(intervalSeconds: 10))
            machine.succeeded(at: 0, maximumAgeSeconds: maximumAge, jitter: jitter)
            #expect(machine.nextFetch == expected * second)
        }
    }

    @Test("A failed fetch for an unknown kid is retried after the back-off, without touching the cooldown")
    func retriesBesideTheCooldown() {
        var machine = machine()
        machine.succeeded(at: 0)
        let outcome15 = machine.unknownKey(at: second)
        #expect(outcome15 == .fetch)
        #expect(machine.fetchBegan == second)
        machine.failed(at: 2 * second)
        let isDue16 = machine.beginScheduledFetch(at: 3 * second)
        #expect(isDue16)
        machine.failed(at: 3 * second)
        #expect(machine.failures == 2)
        let outcome17 = machine.unknownKey(at: 31 * second - 1)
        #expect(outcome17 == .coolingDown)
        let outcome18 = machine.unknownKey(at: 31 * second)
        #expect(outcome18 == .fetch)
        machine.succeeded(at: 31 * second)
        #expect(machine.failures == 0 && !machine.isFailing)
        #expect(machine.usableUntil == (31 + 3_600) * second)
    }

    @Test("Jitter brings a retry forward by a quarter at most, so that the pauses grow all the same")
    func retriesEarlier() {
        var machine = machine()
        machine.succeeded(at: 0)
        var pauses: [Int64] = []
        for failure in 0..<8 {
            machine.failed(at: 0, jitter: failure.isMultiple(of: 2) ? 0 : 1)
            pauses.append((machine.nextFetch ?? 0) * 100 / second)
        }
        #expect(pauses == [100, 150, 400, 600, 1_600, 2_400, 6_000, 4_500])
        for (jitter, expected) in [(0.5, 875), (7, 750), (-1, 1_000), (.nan, 1_000)] as [(Double, Int64)] {
            var machine = self.machine()
            _ = machine.beginScheduledFetch(at: 0)
            machine.failed(at: 0, jitter: jitter)
            #expect(machine.nextFetch == expected * second / 1_000)
        }
    }

    @Test("Without keys to use a fetch begins a second after the one before began, at once where that one took longer")
    func retriesWithoutKeys() {
        for (ended, expected) in [(0, 1), (1, 1), (5, 5)] as [(Int64, Int64)] {
            var machine = machine()
            _ = machine.beginScheduledFetch(at: 0)
            machine.failed(at: ended * second)
            #expect(machine.nextFetch == expected * second)
        }
        // Keys that are too old to be used are none.
        var machine = machine()
        machine.succeeded(at: 0)
        for _ in 0..<8 { machine.failed(at: 3_600 * second) }
        #expect(machine.nextFetch == 3_660 * second)
        let isDue = machine.beginScheduledFetch(at: 3_660 * second)
        #expect(isDue)
        machine.failed(at: 3_660 * second)
        #expect(machine.nextFetch == 3_661 * second)
    }

    @Test("A clock that is about to overflow stops at the end of time")
    func saturates() {
        var machine = machine()
        let now = Int64.max - 1
        let outcome19 = machine.unknownKey(at: now)
        #expect(outcome19 == .fetch)
        machine.succeeded(at: now)
        #expect(machine.nextFetch == .max && machine.usableUntil == .max)
        machine.failed(at: now)
        #expect(machine.nextFetch == .max)
        let outcome20 = machine.unknownKey(at: .max - 1)
        #expect(outcome20 == .coolingDown)
    }
}
