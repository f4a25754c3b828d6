package import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import ServerTesting
package import TollgateConcurrency

/// A key server on loopback, over TLS, that does what a test asks for: serve keys, or fail in some way.
package final class KeyServer: Sendable {
    /// What it does from now on.
    package enum Behaviour: Sendable {
        /// It serves this text.
        case serve(String)
        /// It fails in this way.
        case fail(Fault)
    }

    /// What it does, and what it has seen.
    package struct State {
        /// What it does.
        package var behaviour: Behaviour
        /// How many requests have come.
        package var requests = 0
        /// How many of them are kept waiting, until the client hangs up.
        package var held = 0
        /// Its port.
        package var port = 0
        /// The listening socket; `nil` while connections are refused.
        package var listener: (any Channel)?
    }

    /// Its state.
    package let state: Lock<State>
    private let trusted: NIOSSLContext
    private let untrusted: NIOSSLContext

    private init(_ behaviour: Behaviour, asksForCertificate: Bool) throws {
        state = Lock(State(behaviour: behaviour))
        trusted = try NIOSSLContext(
            configuration: TLSFixture.server("server", asksForCertificate: asksForCertificate))
        untrusted = try NIOSSLContext(configuration: TLSFixture.server("other-server"))
    }

    /// Runs `body` with a server.
    package static func run(
        _ behaviour: Behaviour, asksForCertificate: Bool = false, _ body: (KeyServer) async throws -> Void
    ) async throws {
        let server = try KeyServer(behaviour, asksForCertificate: asksForCertificate)
        try await server.listen()
        do {
            if case .fail(.refused) = behaviour { try await server.stopListening() }
            try await body(server)
        } catch {
            try await server.stopListening()
            throw error
        }
        try await server.stopListening()
    }

    /// Where the keys are.
    package var url: String { "https://127.0.0.1:\(state.withLock { $0.port })/keys" }
    /// How many requests have come.
    package var requests: Int { state.withLock { $0.requests } }
    /// How many requests are kept waiting.
    package var held: Int { state.withLock { $0.held } }

    /// Does something else from now on; what is kept waiting stays so.
    package func become(_ behaviour: Behaviour) async throws {
        state.withLock { $0.behaviour = behaviour }
        if case .fail(.refused) = behaviour { try await stopListening() } else { try await listen() }
    }

    private func listen() async throws {
        let (port, isListening) = state.withLock { ($0.port, $0.listener != nil) }
        guard !isListening else { return }
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handlers = channel.pipeline.syncOperations
                    try handlers.addHandler(NIOSSLServerHandler(context: self.context))
                    try handlers.addHandler(KeyServerHandler(server: self))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        state.withLock { state in
            state.listener = listener
            state.port = listener.localAddress?.port ?? 0
        }
    }

    private func stopListening() async throws {
        let listener = state.withLock { state in
            defer { state.listener = nil }
            return state.listener
        }
        try await listener?.close()
    }

    private var context: NIOSSLContext {
        if case .fail(.unknownAuthority) = state.withLock({ $0.behaviour }) { return untrusted }
        return trusted
    }
}
