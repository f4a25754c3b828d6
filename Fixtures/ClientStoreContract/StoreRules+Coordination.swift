import Synchronization
import Testing
import TollgateRegistrar

/// The rules for turns and locks.
extension StoreRules {
    /// How many operations run at this moment, how many ran at most, and how many have run.
    private final class Load: Sendable {
        private let counts = Mutex((now: 0, most: 0, done: 0))
        var most: Int { counts.withLock { $0.most } }
        var done: Int { counts.withLock { $0.done } }

        /// Stays a while, so that another operation could come meanwhile.
        func visit() async {
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            for _ in 0..<20 { await Task.yield() }
            counts.withLock { counts in
                counts.now -= 1
                counts.done += 1
            }
        }
    }

    func turnsComeOneByOne() async throws {
        let (store, load) = (self.store, Load())
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask { try await store.withTurn(in: "idp", limit: 100) { await load.visit() } != nil }
            }
            for try await hasRun in group { #expect(hasRun) }
        }
        #expect(load.most == 1)
        #expect(load.done == 100)
    }

    func queuesHaveALimit() async throws {
        let store = self.store
        func isAdmitted(to queue: String) async -> Bool {
            (try? await store.withTurn(in: queue, limit: 0) { true }) ?? false
        }
        // While one has the turn, none may wait in this queue; another queue is free. Names are told apart by bytes.
        let outcome = try await store.withTurn(in: "jos\u{E9}", limit: 0) {
            [await isAdmitted(to: "jos\u{E9}"), await isAdmitted(to: "jose\u{301}")]
        }
        #expect(outcome == [false, true])
        #expect(await isAdmitted(to: "jos\u{E9}"))
    }

    func locksExcludeEachOther() async throws {
        let store = self.store
        func isHad(_ resource: String, _ mode: LockMode) async -> Bool {
            (try? await store.withLock(on: resource, mode) { true }) ?? false
        }
        func attempts(_ resource: String) async -> [Bool] {
            [await isHad(resource, .shared), await isHad(resource, .exclusive)]
        }
        #expect(try await store.withLock(on: "r-1", .shared) { await attempts("r-1") } == [true, false])
        #expect(try await store.withLock(on: "r-1", .exclusive) { await attempts("r-1") } == [false, false])
        #expect(try await store.withLock(on: "r-1", .exclusive) { await attempts("r-2") } == [true, true])
        // A shared lock that is given back leaves the other one in force.
        let rest = try await store.withLock(on: "r-1", .shared) {
            _ = await isHad("r-1", .shared)
            return await attempts("r-1")
        }
        #expect(rest == [true, false])
        #expect(await attempts("r-1") == [true, true])
    }
}
