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

    /// The port, or `nil` if the task is cancelled before the server listens.
    func port() async -> Int? {
        for await port in stream { return port }
        return nil
    }
}
