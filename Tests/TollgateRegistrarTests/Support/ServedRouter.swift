import Hummingbird
import Logging

/// Serves a router over real HTTP on a port of this machine.
struct ServedRouter {
    let router: Router<BasicRequestContext>

    /// Serves while `body` runs, which gets the origin.
    func run(_ body: @escaping @Sendable (_ origin: String) async throws -> Void) async throws {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "server")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        // It serves until the process ends: one that ends while a connection is being accepted traps in NIO
        // (swift-nio issue 2813).
        let server = Task {
            // One that cannot start must not leave the loop below waiting for its port.
            defer { announce.finish() }
            try await application.runService(gracefulShutdownSignals: [])
        }
        var listening = ports.makeAsyncIterator()
        guard let port = await listening.next() else {
            try await server.value
            throw ScriptedServer.NotStarted()
        }
        try await body("http://127.0.0.1:\(port)")
    }
}
