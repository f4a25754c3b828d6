import Hummingbird

@testable import TollgateCLI

/// Runs an application on a free port of the loopback interface for as long as a test needs it.
enum LoopbackServer {
    /// The server ended before it listened.
    struct NotStarted: Error {}

    /// Runs `body` with the base URL of a server with these routes.
    static func run<Context: RequestContext>(
        _ router: Router<Context>, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws where Context.Source == ApplicationRequestContextSource {
        let listening = Listening()
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.isOn(port: $0.localAddress?.port ?? 0) }, logger: .silent)
        // It serves until the process ends: one that ends while a connection is being accepted traps in NIO
        // (swift-nio issue 2813).
        Task { try await listening.whileServing(application.run) }
        guard let port = await listening.port() else { throw NotStarted() }
        try await body("http://127.0.0.1:\(port)")
    }

    /// Runs `body` with the base URL of a gateway.
    static func run(_ gateway: Gateway, _ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let listening = Listening()
        try await whileRunning(listening, { try await gateway.run { listening.isOn(port: $0) } }, body)
    }

    private static func whileRunning(
        _ listening: Listening, _ serve: @escaping @Sendable () async throws -> Void,
        _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await serve()
                return false
            }
            group.addTask {
                guard let port = await listening.port() else { return true }
                try await body("http://127.0.0.1:\(port)")
                return true
            }
            while let isBody = try await group.next(), !isBody {}
            group.cancelAll()
            while let _ = await group.nextResult() {}
        }
    }
}
