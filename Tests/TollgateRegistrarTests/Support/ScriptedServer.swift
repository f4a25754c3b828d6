import HTTPTypes
import Hummingbird
import NIOCore
import NIOSSL
import ServerTesting

/// Serves a scripted provider over real HTTP on a port of this machine.
struct ScriptedServer {
    private struct Responder: HTTPResponder {
        let provider: any ScriptedProvider
        let scheme: String

        func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
            let body = try await request.body.collect(upTo: 65_536)
            let asked = ScriptedRequest(
                method: request.method.rawValue, path: request.uri.path,
                query: Dictionary(
                    request.uri.queryParameters.map { (String($0.key), String($0.value)) },
                    uniquingKeysWith: { first, _ in first }),
                headers: Dictionary(
                    request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first }),
                body: Array(buffer: body))
            let answer = provider.answer(asked, origin: scheme + "://" + (request.head.authority ?? ""))
            var headers = HTTPFields()
            for (name, value) in answer.headers {
                if let name = HTTPField.Name(name) { headers[name] = value }
            }
            return Response(
                status: .init(code: answer.status), headers: headers,
                body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
        }
    }

    let provider: any ScriptedProvider
    /// Its certificate, where it is reached over TLS.
    var tls: TLSConfiguration?

    /// Serves, and runs `body` with the origin.
    func run(_ body: @escaping @Sendable (_ origin: String) async throws -> Void) async throws {
        let scheme = tls == nil ? "http" : "https"
        try await body(try await LoopbackServer.start(Responder(provider: provider, scheme: scheme), tls: tls))
    }
}
