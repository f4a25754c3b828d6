/// Waits for servers to say on which port they listen.
struct Listening: Sendable {
    private let stream: AsyncStream<Int>
    private let continuation: AsyncStream<Int>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// To be called by the server.
    func isOn(port: Int) {
        continuation.yield(port)
        continuation.finish()
    }

    /// Runs the server, and ends all waits once it has ended.
    func whileServing(_ serve: () async throws -> Void) async throws {
        defer { continuation.finish() }
        try await serve()
    }

    /// The port, or `nil` if the server ends, or the task is cancelled, before it listens.
    func port() async -> Int? {
        for await port in stream { return port }
        return nil
    }
}
