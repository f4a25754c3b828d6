public import TollgateRegistrar

/// Turns and locks of one process.
extension SQLiteClientStore: CoordinationStore {
    /// Runs an operation when it is its turn in a queue.
    ///
    /// - Throws: Nothing: the turns of one process cannot fail.
    public func withTurn<Value: Sendable>(
        in queue: String, limit: Int, _ operation: () async -> Value
    ) async throws(RegistrationError) -> Value? {
        await coordination.withTurn(in: queue, limit: limit, operation)
    }

    /// Runs an operation that holds a lock, if that is to be had at once.
    ///
    /// - Throws: Nothing: the locks of one process cannot fail.
    public func withLock<Value: Sendable>(
        on resource: String, _ mode: LockMode, _ operation: () async -> Value
    ) async throws(RegistrationError) -> Value? {
        await coordination.withLock(on: resource, mode, operation)
    }
}
