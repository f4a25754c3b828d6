import NIOCore
import ServerTesting
import Tollgate
import TollgateCatalogue
import TollgateNIO
import TollgateTesting

@testable import NIOServer

/// The example server on a free port of this machine, with a clock that stands still.
struct SocketServer {
    private static let forge = Result { try TokenForge() }

    let port: Int
    let test: TestGate

    /// Runs `body` with a server.
    ///
    /// - Parameters:
    ///   - hasKeys: Whether the keys of its issuer are known.
    ///   - catalogue: Changes its catalogue, in which nothing is limited.
    ///   - body: Talks to it.
    /// - Throws: What `body` throws, and what starting and ending throw.
    static func run(
        hasKeys: Bool = true, catalogue: (inout Catalogue) -> Void = { _ in },
        _ body: (SocketServer) async throws -> Void
    ) async throws {
        let test = try TestGate(EmbeddedServer.catalogue(catalogue), forge: Self.forge.get(), hasKeys: hasKeys)
        var settings = GateHandlerConfiguration()
        settings.now = { test.clock.instant }
        settings.clock = test.clock
        let channel = try await ExampleServer.listen(test.gate, port: 0, configuration: settings)
        do {
            try await body(SocketServer(port: channel.localAddress?.port ?? 0, test: test))
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    /// A token that has access to the whole API.
    func token(client: String = "client-1") -> String {
        test.forge.token(payload: TokenClaims(client: client).json)
    }

    /// The head of a request to the API with a token, and whatever a test has to add.
    func request(_ line: String = "GET /payment-api/x HTTP/1.1", _ more: String = "") -> String {
        "\(line)\r\nHost: server.example\r\nAuthorization: Bearer \(token())\r\n\(more)\r\n"
    }

    /// A conversation with it.
    func converse(_ body: (inout SocketClient) async throws -> Void) async throws {
        try await SocketClient.with(port: port, body)
    }

    /// What it answers to bytes, to the end of the connection.
    func answer(_ bytes: String) async throws -> String {
        var answer = ""
        try await converse { client in
            try await client.send(bytes)
            answer = try await client.readToEnd()
        }
        return answer
    }
}
