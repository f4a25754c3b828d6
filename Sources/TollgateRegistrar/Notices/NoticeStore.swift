/// Where notices wait until they are delivered.
///
/// A store adds the notice of a step in the transaction of the step, so that none is lost with the process. Notices are
/// forgotten 30 days after they occurred, delivered or not.
public protocol NoticeStore: Sendable {
    /// Adds a notice, unless there is one of its identifier, delivered or not.
    func add(_ notice: Notice) async throws(ClientStoreError)

    /// Whether there is a notice of this identifier, delivered or not.
    func hasNotice(id: String) async throws(ClientStoreError) -> Bool

    /// The oldest notice that waits; `nil` if none does.
    func nextNotice() async throws(ClientStoreError) -> WaitingNotice?

    /// Notes what came of an attempt to deliver a notice.
    func settle(_ attempt: NoticeAttempt, ofNotice id: String) async throws(ClientStoreError)
}
