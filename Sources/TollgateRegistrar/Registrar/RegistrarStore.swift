/// The store of a registrar: everything that it keeps, and the coordination of registrars that share it.
///
/// A store of one's own conforms to the parts and passes the suite `ClientStoreContract`. One that no other process
/// uses forwards the coordination to an ``InProcessCoordination``:
///
/// ```swift
/// extension MyStore: CoordinationStore {
///     public func withTurn<Value: Sendable>(
///         in queue: String, limit: Int, _ operation: () async -> Value
///     ) async throws(RegistrationError) -> Value? {
///         await coordination.withTurn(in: queue, limit: limit, operation)
///     }
///
///     public func withLock<Value: Sendable>(
///         on resource: String, _ mode: LockMode, _ operation: () async -> Value
///     ) async throws(RegistrationError) -> Value? {
///         await coordination.withLock(on: resource, mode, operation)
///     }
/// }
/// ```
public typealias RegistrarStore = ApplicationStore & ClientStore & CoordinationStore & ListStore & NoticeStore
