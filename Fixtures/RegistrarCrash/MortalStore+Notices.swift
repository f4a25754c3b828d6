import TollgateRegistrar
import TollgateSQLite

/// Nothing dies around these: they are one commit each.
extension MortalStore: NoticeStore {
    func add(_ notice: Notice) async throws(ClientStoreError) { try await store.add(notice) }

    func hasNotice(id: String) async throws(ClientStoreError) -> Bool { try await store.hasNotice(id: id) }

    func nextNotice() async throws(ClientStoreError) -> WaitingNotice? { try await store.nextNotice() }

    func settle(_ attempt: NoticeAttempt, ofNotice id: String) async throws(ClientStoreError) {
        try await store.settle(attempt, ofNotice: id)
    }
}
