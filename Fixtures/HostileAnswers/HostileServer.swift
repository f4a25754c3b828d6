package import HTTPTypes
package import Hummingbird
internal import NIOCore
internal import ServerTesting

/// A server on loopback whose every answer a test decides.
package struct HostileServer: Sendable {
    /// What the test answers to a request.
    package typealias Answer = @Sendable (Request) async throws -> Response

    /// Runs `body` with the base URL of a server that answers with `answer`.
    package static func run(
        answering answer: @escaping Answer, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let router = Router()
        router.get("/**") { request, _ in try await answer(request) }
        try await LoopbackServer.run(router, body)
    }

    /// An answer with a JSON content.
    package static func json(_ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
