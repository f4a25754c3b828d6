import Synchronization
import TollgateRegistrar
import TollgateSQLite

/// A database in memory that does not work for some of the steps it is asked to commit.
final class FailingStore: ClientStore {
    let store: SQLiteClientStore
    private let failures = Mutex<[String: Int]>([:])

    init() throws {
        store = try SQLiteClientStore.inMemory()
    }

    /// Lets the next attempts at the step of this name fail; all of them, unless a number is given.
    func fail(_ transition: String, times: Int = .max) {
        failures.withLock { $0[transition] = times }
    }

    func insert(_ provider: ProviderRecord) async throws(ClientStoreError) { try await store.insert(provider) }

    func provider(named name: String) async throws(ClientStoreError) -> ProviderRecord? {
        try await store.provider(named: name)
    }

    func providers() async throws(ClientStoreError) -> [ProviderRecord] { try await store.providers() }

    func deleteProvider(named name: String) async throws(ClientStoreError) {
        try await store.deleteProvider(named: name)
    }

    func replace(_ provider: ProviderRecord) async throws(ClientStoreError) { try await store.replace(provider) }

    func client(slot: String) async throws(ClientStoreError) -> ClientRecord? { try await store.client(slot: slot) }

    func changes(after sequence: Int64, limit: Int) async throws(ClientStoreError) -> [ClientChange] {
        try await store.changes(after: sequence, limit: limit)
    }

    func begin(_ record: ClientRecord) async throws(ClientStoreError) { try await store.begin(record) }

    func discard(_ id: String, at version: Int) async throws(ClientStoreError) {
        try await store.discard(id, at: version)
    }

    func client(id: String) async throws(ClientStoreError) -> ClientRecord? { try await store.client(id: id) }

    func clients() async throws(ClientStoreError) -> [ClientRecord] { try await store.clients() }

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
