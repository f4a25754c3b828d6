import NIOCore
import NIOSSL
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Upgrades over real sockets", .realServers, .timeLimit(.minutes(5)))
struct TunnelSocketTests {
    private static let chat = "Connection: upgrade\r\nUpgrade: chat/2\r\n"

    @Test("A direction may end before the other one does")
    func endsDirections() async throws {
        try await EchoUpstream.run { upstream in
            try await SocketGateway.run(upstream: upstream, catalogue: { $0.apis[0].upgrades = ["chat/2"] }) {
                gateway in
                try await gateway.converse { client in
                    try await client.send(gateway.request("GET /payment-api/x HTTP/1.1", Self.chat) + "early ")
                    #expect(try await client.read(until: "early ").hasPrefix("HTTP/1.1 101 Yes\r\n"))
                    try await client.send("and late")
                    client.closeOutput()
                    // The upstream answers the end with a last word.
                    #expect(try await client.readToEnd() == "and late and bye")
                }
                #expect(gateway.observer.seen.tunnels == 0)
            }
        }
    }

    @Test("An upstream may be one over TLS")
    func passesTLS() async throws {
        var trust = TLSConfiguration.makeClientConfiguration()
        trust.trustRoots = .file(TLSFixture.path("authority"))
        let connector = TLSConnector(SocketConnector(), contexts: TLSContexts(trust))
        try await EchoUpstream.run(tls: try TLSFixture.server("server")) { upstream in
            try await SocketGateway.run(
                upstream: upstream,
                catalogue: {
                    $0.apis[0].upgrades = ["chat/2"]
                    $0.apis[0].upstream = "https://localhost:\(upstream)/"
                }, connector: connector
            ) { gateway in
                try await gateway.converse { client in
                    try await client.send(gateway.request("GET /payment-api/x HTTP/1.1", Self.chat))
                    _ = try await client.read(until: "\r\n\r\n")
                    try await client.send("over TLS")
                    #expect(try await client.read(until: "TLS") == "over TLS")
                }
            }
        }
    }
}
