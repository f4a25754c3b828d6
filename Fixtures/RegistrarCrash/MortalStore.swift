import CrashWorld
import StoreTesting
import TollgateRegistrar
import TollgateSQLite

/// A database that is used until the process is to be killed around one of its commits.
///
/// Nothing dies around those of applications, requests, offers and notices: they are one commit each.
struct MortalStore: ForwardingStore {
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
}
