import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// A server on loopback whose every answer a test decides.
struct HostileServer: Sendable {
    typealias Answer = @Sendable (Request) async throws -> Response

    /// Runs `body` with the base URL of a server that answers with `answer`.
    static func run(
        answering answer: @escaping Answer, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let router = Router()
        router.get("/**") { request, _ in try await answer(request) }
        let (channels, continuation) = AsyncStream.makeStream(of: (any Channel).self)
        let logger = Logger(label: "hostile") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel)
                continuation.finish()
            }, logger: logger)
        let server = ServiceGroup(configuration: .init(services: [.init(service: application)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            for await channel in channels {
                try await body("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
                // First no more connections, then none: one that nobody has looked at yet must not be dropped.
                await server.triggerGracefulShutdown()
                try await channel.closeFuture.get()
            }
            group.cancelAll()
        }
    }

    static func json(_ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
