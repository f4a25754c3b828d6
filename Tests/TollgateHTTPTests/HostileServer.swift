import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A server on loopback whose every answer a test decides.
struct HostileServer: Sendable {
    typealias Answer = @Sendable (Request) async throws -> Response

    /// Runs `body` with the base URL of a server that answers with `answer`.
    static func run(
        answering answer: @escaping Answer, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let router = Router()
        router.get("/**") { request, _ in try await answer(request) }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? 0)
                continuation.finish()
            }, logger: Logger(label: "hostile") { _ in SwiftLogNoOpLogHandler() })
        // It serves until the process ends: one that ends while a connection is being accepted traps in NIO
        // (swift-nio issue 2813).
        Task {
            defer { continuation.finish() }
            try await application.run()
        }
        for await port in ports { try await body("http://127.0.0.1:\(port)") }
    }

    static func json(_ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
