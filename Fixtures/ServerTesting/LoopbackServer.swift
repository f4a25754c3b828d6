package import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import LogTesting
internal import NIOCore
package import NIOSSL

/// Servers on a port of 127.0.0.1, for tests.
package enum LoopbackServer {
    /// The server ended before it listened, and threw nothing.
    package struct NotStarted: Error {
        /// It says nothing more.
        package init() {}
    }

    /// Serves, and calls its argument with the port once requests can come in.
    package typealias Serving =
        @Sendable (_ isListening: @escaping @Sendable (_ port: Int) -> Void) async throws -> Void

    /// Starts a server and waits until it listens.
    ///
    /// It serves until the process ends: one that ends while a connection is being accepted traps in NIO (swift-nio
    /// issue 2813).
    ///
    /// - Parameter serving: Serves.
    /// - Returns: The port.
    /// - Throws: What `serving` throws before it listens, or ``NotStarted``.
    package static func start(_ serving: @escaping Serving) async throws -> Int {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = Task {
            // One that cannot start must not leave the loop below waiting for its port.
            defer { announce.finish() }
            try await serving { announce.yield($0) }
        }
        for await port in ports { return port }
        try await server.value
        throw NotStarted()
    }

    /// Starts a server with this responder, which serves until the process ends.
    ///
    /// - Parameters:
    ///   - responder: Answers the requests.
    ///   - port: The port to listen on; 0 lets the system choose one.
    ///   - tls: The server's certificate, where it is to be reached over TLS.
    /// - Returns: Its origin, such as `http://127.0.0.1:49152`.
    /// - Throws: What listening throws.
    package static func start<Responder: HTTPResponder>(
        _ responder: Responder, port: Int = 0, tls: TLSConfiguration? = nil
    ) async throws -> String where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let server: HTTPServerBuilder = try tls.map { try .tls(tlsConfiguration: $0) } ?? .http1()
        let port = try await start { isListening in
            let application = Application(
                responder: responder, server: server,
                configuration: .init(address: .hostname("127.0.0.1", port: port)),
                onServerRunning: { isListening($0.localAddress?.port ?? 0) }, logger: .silent)
            try await application.run()
        }
        return "\(tls == nil ? "http" : "https")://127.0.0.1:\(port)"
    }

    /// Starts a server with these routes, as ``start(_:port:tls:)`` does.
    package static func start<Context>(_ router: Router<Context>) async throws -> String
    where Context: InitializableFromSource<ApplicationRequestContextSource> {
        try await start(router.buildResponder())
    }

    /// Runs `body` with the origin of a server with these routes.
    package static func run<Context>(
        _ router: Router<Context>, _ body: @Sendable (_ origin: String) async throws -> Void
    ) async throws where Context: InitializableFromSource<ApplicationRequestContextSource> {
        try await body(try await start(router))
    }

    /// Runs `body` with the port of a server that ends with it.
    ///
    /// - Parameters:
    ///   - serving: Serves until its task is cancelled.
    ///   - body: Talks to the server.
    /// - Throws: What `serving` or `body` throws.
    package static func run(
        whileServing serving: @escaping Serving, _ body: @escaping @Sendable (_ port: Int) async throws -> Void
    ) async throws {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await serving { announce.yield($0) }
                return false
            }
            group.addTask {
                for await port in ports {
                    try await body(port)
                    break
                }
                return true
            }
            while let isBody = try await group.next(), !isBody {}
            group.cancelAll()
            while let _ = await group.nextResult() {}
        }
    }
}
