import StoreTesting
import Synchronization
import TollgateRegistrar
import TollgateSQLite

/// A database in memory that does not work for some of the steps it is asked to commit.
final class FailingStore: ForwardingStore {
    let store: SQLiteClientStore
    private let failures = Mutex<[String: Int]>([:])

    init() throws {
        store = try SQLiteClientStore.inMemory()
    }

    /// Lets the next attempts at the step of this name fail; all of them, unless a number is given.
    func fail(_ transition: String, times: Int = .max) {
        failures.withLock { $0[transition] = times }
    }

    func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> ClientRecord {
        let fails = failures.withLock { failures in
            guard let rest = failures[transition.name], rest > 0 else { return false }
            failures[transition.name] = rest - 1
            return true
        }
        if fails { throw .unavailable(reason: "the disk is full") }
        return try await store.apply(transition, to: id, at: version, now: now)
    }
}
