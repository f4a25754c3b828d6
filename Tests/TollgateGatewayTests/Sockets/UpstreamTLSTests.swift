import NIOCore
import NIOSSL
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Upstreams may be reached over TLS", .realServers, .timeLimit(.minutes(5)))
struct UpstreamTLSTests {
    /// Resolves every name to one address of this machine.
    private struct OneAddress: NameResolver {
        let address: SocketAddress

        func resolve(_ name: String, _ completion: @escaping @Sendable (Result<[SocketAddress], NameFault>) -> Void) {
            completion(.success([address]))
        }
    }

    /// What a gateway that trusts one authority answers for an upstream with a certificate, and what it reports.
    private func answer(
        certificate: String, name: String = "localhost", at host: String = "127.0.0.1"
    ) async throws -> (answer: String, reasons: [String]) {
        var trust = TLSConfiguration.makeClientConfiguration()
        trust.trustRoots = .file(TLSFixture.path("authority"))
        let connector = TLSConnector(SocketConnector(), contexts: TLSContexts(trust))
        var answer = ""
        var reasons: [String] = []
        try await SocketUpstream.run(host: host, tls: try TLSFixture.server(certificate)) { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"
        } _: { upstream in
            try await SocketGateway.run(
                upstream: upstream.port, resolver: OneAddress(address: try SocketAddress(ipAddress: host, port: 0)),
                catalogue: { $0.apis[0].upstream = "https://\(name):\(upstream.port)/" }, connector: connector
            ) { gateway in
                // The second time on the connection of the first.
                for _ in 0..<2 {
                    answer = try await gateway.answer(
                        gateway.request("GET /payment-api/x HTTP/1.1", "Connection: close\r\n"))
                }
                reasons = gateway.observer.seen.reasons
            }
        }
        return (answer, reasons)
    }

    @Test("A certificate of a trusted authority for the upstream's name is enough")
    func succeeds() async throws {
        let (answer, reasons) = try await answer(certificate: "server")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(reasons.isEmpty)
    }

    @Test("A certificate of another authority is 502, and the log says why")
    func refusesStrangers() async throws {
        let (answer, reasons) = try await answer(certificate: "other-server")
        #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
        #expect(answer.contains("\"code\":\"upstream_unavailable\""))
        #expect(Set(reasons) == ["the upstream's certificate is not trusted"])
    }

    // The certificate is for 127.0.0.1 as well, and NIOSSL takes an address that is connected to for a name.
    @Test("A certificate for another name is 502, and the log says why")
    func refusesOtherNames() async throws {
        let (answer, reasons) = try await answer(certificate: "server", name: "api.example", at: "127.0.0.2")
        #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
        #expect(Set(reasons) == ["the upstream's certificate is for another name"])
    }

    /// What a gateway answers whose API has rules of its own for TLS with its upstream.
    private func answer(
        asksForCertificate: Bool = false, _ rules: (inout UpstreamTLS) -> Void
    ) async throws -> (answer: String, reasons: [String]) {
        var (answer, reasons) = ("", [String]())
        var tls = UpstreamTLS()
        rules(&tls)
        let server = try TLSFixture.server("server", asksForCertificate: asksForCertificate)
        try await SocketUpstream.run(host: "127.0.0.2", tls: server) { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"
        } _: { upstream in
            try await SocketGateway.run(
                upstream: upstream.port,
                resolver: OneAddress(address: try SocketAddress(ipAddress: "127.0.0.2", port: 0)),
                catalogue: {
                    $0.apis[0].upstream = "https://api.example:\(upstream.port)/"
                    $0.apis[0].upstreamTLS = tls
                }
            ) { gateway in
                answer = try await gateway.answer(
                    gateway.request("GET /payment-api/x HTTP/1.1", "Connection: close\r\n"))
                reasons = gateway.observer.seen.reasons
            }
        }
        return (answer, reasons)
    }

    @Test("An API may trust an authority of its own, and have another name certified")
    func trustsOwnAuthorities() async throws {
        let good = try await answer {
            $0.settings.authorityFile = TLSFixture.path("authority")
            $0.serverName = "localhost"
        }
        #expect(good.answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        let stranger = try await answer {
            $0.settings.authorityFile = TLSFixture.path("other-authority")
            $0.serverName = "localhost"
        }
        #expect(stranger.reasons == ["the upstream's certificate is not trusted"])
        let named = try await answer { $0.settings.authorityFile = TLSFixture.path("authority") }
        #expect(named.reasons == ["the upstream's certificate is for another name"])
        let unread = try await answer { $0.settings.authorityFile = "/nowhere.pem" }
        #expect(unread.reasons == ["the certificates for the upstream cannot be read"])
    }

    @Test("An upstream that wants a certificate is shown that of the API")
    func showsCertificates() async throws {
        for (name, expected) in [("client", "200"), ("other-client", "502"), (nil, "502")] {
            let found = try await answer(asksForCertificate: true) {
                $0.settings.authorityFile = TLSFixture.path("authority")
                $0.serverName = "localhost"
                $0.settings.clientCertificateFile = name.map { TLSFixture.path($0) }
                $0.settings.clientKeyFile = name.map { TLSFixture.path($0 + "-key") }
            }
            #expect(found.answer.hasPrefix("HTTP/1.1 \(expected) "), "\(name ?? "none")")
        }
    }

    @Test("A server that takes the connection and says nothing is 504 after the time for connecting")
    func boundsHandshakes() async throws {
        try await SocketUpstream.run { _ in
            nil
        } _: { upstream in
            try await SocketGateway.run(
                upstream: upstream.port, catalogue: { $0.apis[0].upstream = "https://localhost:\(upstream.port)/" },
                limits: { $0.upstreamConnect = .milliseconds(10) }
            ) { gateway in
                let answer = try await gateway.answer(
                    gateway.request("GET /payment-api/x HTTP/1.1", "Connection: close\r\n"))
                #expect(answer.hasPrefix("HTTP/1.1 504 Gateway Timeout\r\n"))
                #expect(gateway.observer.seen.reasons == ["the upstream accepts no connection"])
            }
        }
    }
}
