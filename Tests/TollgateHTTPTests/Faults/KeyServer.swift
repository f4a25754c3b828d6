import NIOCore
import NIOPosix
import NIOSSL
import TollgateConcurrency

/// A key server on loopback, over TLS, that does what a test asks for: serve keys, or fail in some way.
final class KeyServer: Sendable {
    /// What it does from now on.
    enum Behaviour: Sendable {
        case serve(String)
        case fail(Fault)
    }

    struct State {
        var behaviour: Behaviour
        /// How many requests have come.
        var requests = 0
        /// How many of them are kept waiting, until the client hangs up.
        var held = 0
        var port = 0
        var listener: (any Channel)?
    }

    let state: Lock<State>
    private let trusted: NIOSSLContext
    private let untrusted: NIOSSLContext

    private init(_ behaviour: Behaviour, asksForCertificate: Bool) throws {
        state = Lock(State(behaviour: behaviour))
        trusted = try TLSFixture.serverContext("server", asksForCertificate: asksForCertificate)
        untrusted = try TLSFixture.serverContext("other-server")
    }

    /// Runs `body` with a server.
    static func run(
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

    var url: String { "https://127.0.0.1:\(state.withLock { $0.port })/keys" }
    var requests: Int { state.withLock { $0.requests } }
    var held: Int { state.withLock { $0.held } }

    /// Does something else from now on; what is kept waiting stays so.
    func become(_ behaviour: Behaviour) async throws {
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
