import CrashWorld
import TollgateRegistrar
import TollgateSQLite

/// A database that is used until the process is to be killed around one of its commits.
struct MortalStore: ClientStore {
    let store: SQLiteClientStore
    let point: CrashPoint?

    func begin(_ record: ClientRecord) async throws(ClientStoreError) {
        if point == .beforeIntent { Mortality.die() }
        try await store.begin(record)
        if point == .afterIntent { Mortality.die() }
    }

    func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> ClientRecord {
        let isIntent = CrashOperation.allCases.contains { $0.intent == transition.name }
        let isCompletion = CrashOperation.allCases.contains { $0.completion == transition.name }
        if isIntent, point == .beforeIntent { Mortality.die() }
        let record = try await store.apply(transition, to: id, at: version, now: now)
        if isIntent && point == .afterIntent || isCompletion && point == .committed { Mortality.die() }
        return record
    }

    func insert(_ provider: ProviderRecord) async throws(ClientStoreError) { try await store.insert(provider) }

    func provider(named name: String) async throws(ClientStoreError) -> ProviderRecord? {
        try await store.provider(named: name)
    }

    func providers() async throws(ClientStoreError) -> [ProviderRecord] { try await store.providers() }

    func replace(_ provider: ProviderRecord) async throws(ClientStoreError) { try await store.replace(provider) }

    func deleteProvider(named name: String) async throws(ClientStoreError) {
        try await store.deleteProvider(named: name)
    }

    func discard(_ id: String, at version: Int) async throws(ClientStoreError) {
        try await store.discard(id, at: version)
    }

    func client(id: String) async throws(ClientStoreError) -> ClientRecord? { try await store.client(id: id) }

    func client(slot: String) async throws(ClientStoreError) -> ClientRecord? { try await store.client(slot: slot) }

    func clients() async throws(ClientStoreError) -> [ClientRecord] { try await store.clients() }

    func changes(after sequence: Int64, limit: Int) async throws(ClientStoreError) -> [ClientChange] {
        try await store.changes(after: sequence, limit: limit)
    }
}
