internal import GRDB
public import TollgateRegistrar

extension SQLiteClientStore: NoticeStore {
    /// Adds a notice, unless there is one of its identifier, and forgets those that are older than 30 days.
    ///
    /// - Throws: `RegistrationError.store`.
    public func add(_ notice: Notice) async throws(RegistrationError) {
        try await write { try NoticeRow.insert(notice, $0) }
    }

    /// Says whether there is a notice of this identifier, delivered or not.
    ///
    /// - Throws: `RegistrationError.store`.
    public func hasNotice(id: String) async throws(RegistrationError) -> Bool {
        try await read { try NoticeRow.exists($0, id: id) }
    }

    /// Returns the oldest notice that waits; `nil` if none does.
    ///
    /// - Throws: `RegistrationError.store`.
    public func nextNotice() async throws(RegistrationError) -> WaitingNotice? {
        try await read { try NoticeRow.next($0) }
    }

    /// Records the outcome of an attempt to deliver a notice.
    ///
    /// - Throws: `RegistrationError.store`.
    public func settle(_ attempt: NoticeAttempt, ofNotice id: String) async throws(RegistrationError) {
        try await write { try NoticeRow.settle(attempt, id: id, $0) }
    }
}
