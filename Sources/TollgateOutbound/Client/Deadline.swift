/// Bounds the time of an operation.
package enum Deadline {
    /// Runs `body`, and cancels it when the time is over.
    ///
    /// - Parameters:
    ///   - limit: The time.
    ///   - clock: The clock that measures it.
    ///   - body: The operation; it has to end when its task is cancelled.
    /// - Returns: The result of `body`, or `nil` where the time was over first.
    /// - Throws: What `body` throws, and what `clock` throws where the task is cancelled: `CancellationError`.
    package static func run<Value: Sendable>(
        _ limit: Duration, _ clock: any Clock<Duration>, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await clock.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
