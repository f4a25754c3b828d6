import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// Serves a scripted provider over real HTTP on a port of this machine.
struct ScriptedServer {
    /// The server ended before it listened.
    struct NotStarted: Error {}

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

    /// Serves while `body` runs, which gets the origin.
    func run(_ body: @escaping @Sendable (_ origin: String) async throws -> Void) async throws {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "provider")
        logger.logLevel = .critical
        let scheme = tls == nil ? "http" : "https"
        let application = Application(
            responder: Responder(provider: provider, scheme: scheme),
            server: try tls.map { try .tls(tlsConfiguration: $0) } ?? .http1(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
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
            throw NotStarted()
        }
        try await body("\(scheme)://127.0.0.1:\(port)")
    }
}
