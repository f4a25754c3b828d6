/// The locks on access requests: one is never carried out and ended at the same time.
struct RequestLocks: Sendable {
    let coordination: any CoordinationStore

    /// Runs `operation`, which carries a request out (shared) or ends it (exclusive).
    ///
    /// - Parameters:
    ///   - id: The request.
    ///   - mode: The mode, which says which operations on the request it excludes.
    ///   - operation: The operation.
    /// - Returns: The value of the operation.
    /// - Throws: The error of the operation, `RegistrationError.access(.requestUnderWay)` if the lock is not to be had,
    ///   or `.store`.
    func withLock<Value: Sendable>(
        on id: String, _ mode: LockMode, _ operation: () async throws(RegistrationError) -> Value
    ) async throws(RegistrationError) -> Value {
        let result = try await coordination.withLock(on: "request " + id, mode) { await Result(of: operation) }
        guard let result else { throw .access(.requestUnderWay(id: id)) }
        return try result.get()
    }
}
