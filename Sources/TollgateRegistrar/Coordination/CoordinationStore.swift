/// The part of a store that keeps operations out of each other's way, between all registrars that share the store.
///
/// A store of one process uses ``InProcessCoordination``. One that several processes share keeps turns and locks where
/// all of them see them, such as in leases or row locks, and has to let go of those whose process has died.
///
/// An operation that has run is done: its value is returned even if the turn or the lock cannot be given back.
public protocol CoordinationStore: Sendable {
    /// Runs an operation when it is its turn in a queue, one after the other and in the order in which they came.
    ///
    /// An operation that waits is not sent away because its task is cancelled: some of it may be committed already. An
    /// operation must not ask for another turn in the same queue, since it would wait for itself.
    ///
    /// - Parameters:
    ///   - queue: The queue's name, compared byte for byte.
    ///   - limit: The most operations that may wait in the queue, beside the one that has the turn; 0 for none.
    ///   - operation: The operation.
    /// - Returns: The operation's value; `nil` if it was not run, since so many wait already.
    /// - Throws: `RegistrationError.store`; the operation was not run then.
    func withTurn<Value: Sendable>(
        in queue: String, limit: Int, _ operation: () async -> Value
    ) async throws(RegistrationError) -> Value?

    /// Runs an operation that holds a lock; without waiting, or not at all.
    ///
    /// - Parameters:
    ///   - resource: The name of what is locked, compared byte for byte.
    ///   - mode: The other operations that may hold a lock on it meanwhile.
    ///   - operation: The operation.
    /// - Returns: The operation's value; `nil` if it was not run, since another one holds a lock that excludes it.
    /// - Throws: `RegistrationError.store`; the operation was not run then.
    func withLock<Value: Sendable>(
        on resource: String, _ mode: LockMode, _ operation: () async -> Value
    ) async throws(RegistrationError) -> Value?
}

/// The operations that may hold a lock at the same time.
public enum LockMode: Hashable, Sendable {
    /// Any number of operations with shared locks.
    case shared
    /// One operation alone.
    case exclusive
}
