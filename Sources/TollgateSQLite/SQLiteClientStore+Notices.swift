internal import GRDB
public import TollgateRegistrar

extension SQLiteClientStore: NoticeStore {
    /// Adds a notice, unless there is one of its identifier, and forgets those that are older than 30 days.
    public func add(_ notice: Notice) async throws(ClientStoreError) {
        try await write { try NoticeRow.insert(notice, $0) }
    }

    /// Whether there is a notice of this identifier.
    public func hasNotice(id: String) async throws(ClientStoreError) -> Bool {
        try await read { try NoticeRow.exists($0, id: id) }
    }

    /// The oldest notice that waits.
    public func nextNotice() async throws(ClientStoreError) -> WaitingNotice? {
        try await read { try NoticeRow.next($0) }
    }

    /// Notes what came of an attempt to deliver a notice.
    public func settle(_ attempt: NoticeAttempt, ofNotice id: String) async throws(ClientStoreError) {
        try await write { try NoticeRow.settle(attempt, id: id, $0) }
    }
}
