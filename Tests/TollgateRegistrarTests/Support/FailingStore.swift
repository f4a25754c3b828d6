import StoreTesting
import Synchronization
import TollgateRegistrar
import TollgateSQLite

/// A database in memory that does not work for some of the steps it is asked to commit, and may lose applications.
final class FailingStore: ForwardingStore {
    let store: SQLiteClientStore
    private let failures = Mutex<[String: Int]>([:])
    private let lost = Mutex<Set<String>>([])

    init() throws {
        store = try SQLiteClientStore.inMemory()
    }

    /// Lets the next attempts at the step of this name fail; all of them, unless a number is given.
    func fail(_ transition: String, times: Int = .max) {
        failures.withLock { $0[transition] = times }
    }

    /// Loses an application, but not its requests.
    func lose(application id: String) {
        lost.withLock { _ = $0.insert(id) }
    }

    func application(id: String) async throws(RegistrationError) -> Application? {
        lost.withLock { $0.contains(id) } ? nil : try await store.application(id: id)
    }

    func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> ClientRecord {
        let fails = failures.withLock { failures in
            guard let rest = failures[transition.name], rest > 0 else { return false }
            failures[transition.name] = rest - 1
            return true
        }
        if fails { throw .store(.unavailable(reason: "the disk is full")) }
        return try await store.apply(transition, to: id, at: version, now: now)
    }
}
