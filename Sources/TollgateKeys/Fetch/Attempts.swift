/// Tries again while an earlier attempt hangs.
enum Attempts {
    /// Runs `body`, and once more after each pause, until one of them brings something or all have failed.
    ///
    /// - Parameters:
    ///   - pause: The time between the beginnings of two attempts.
    ///   - clock: The clock that measures it.
    ///   - body: One attempt; it has to end when its task is cancelled.
    /// - Returns: The result of the first attempt that succeeds; the others are cancelled.
    /// - Throws: The error of the last one, when none is under way any more.
    static func run<Value: Sendable>(
        every pause: Duration, _ clock: any Clock<Duration>, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            defer { group.cancelAll() }
            var running = 0
            func begin() {
                running += 1
                group.addTask { try await body() }
                group.addTask {
                    try await clock.sleep(for: pause)
                    return nil
                }
            }
            begin()
            while let outcome = await group.nextResult() {
                switch outcome {
                case .success(let value?): return value
                case .success(nil): begin()
                case .failure(let error):
                    running -= 1
                    if running == 0 { throw error }
                }
            }
            throw CancellationError()
        }
    }
}
