import CrashWorld
import StoreTesting
import TollgateRegistrar
import TollgateSQLite

/// A database that is used until the process is to be killed around one of its commits.
///
/// Nothing dies around those of applications, requests, offers and notices: they are one commit each.
struct MortalStore: ForwardingStore {
    let store: SQLiteClientStore
    let operation: CrashOperation
    let point: CrashPoint?

    func begin(_ record: ClientRecord) async throws(RegistrationError) {
        let isIntent = operation.intent == nil
        if isIntent, point == .beforeIntent { Mortality.die() }
        try await store.begin(record)
        if isIntent, point == .afterIntent { Mortality.die() }
    }

    func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> ClientRecord {
        let isIntent = operation.intent == transition.name
        let isCompletion = operation.completion == transition.name
        if isIntent, point == .beforeIntent { Mortality.die() }
        let record = try await store.apply(transition, to: id, at: version, now: now)
        if isIntent && point == .afterIntent || isCompletion && point == .committed { Mortality.die() }
        return record
    }
}
