import NIOCore
import NIOSSL
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("A listener may speak TLS", .realServers, .timeLimit(.minutes(5)))
struct TLSListenerTests {
    /// Runs `body` with a gateway that speaks TLS, in front of an upstream that answers with the header it got.
    private func run(
        _ settings: ServerTLSSettings, limits: (inout GatewayLimits) -> Void = { _ in },
        listener: (inout GatewayListener) throws -> Void = { _ in },
        _ body: (SocketGateway, ServerTLS) async throws -> Void
    ) async throws {
        let tls = try ServerTLS(settings)
        try await SocketUpstream.run { header in
            "HTTP/1.1 200 OK\r\nContent-Length: \(header.utf8.count)\r\n\r\n\(header)"
        } _: { upstream in
            try await SocketGateway.run(
                upstream: upstream.port, limits: limits,
                listener: {
                    $0.tls = tls
                    try listener(&$0)
                }
            ) { try await body($0, tls) }
        }
    }

    private func answer(
        _ gateway: SocketGateway, _ tls: ClientTLS?, host: String = "localhost"
    ) async throws -> String {
        let request =
            "GET /payment-api/x HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer \(gateway.token())\r\n"
            + "Connection: close\r\n\r\n"
        return try await SocketClient.with(
            SocketAddress(ipAddress: "127.0.0.1", port: gateway.port), tls: tls
        ) { client in
            try await client.send(request)
            return try await client.readToEnd()
        }
    }

    @Test("Requests come in over TLS, and the upstream is told so", arguments: [TLSVersion.tlsv12, .tlsv13])
    func serves(version: TLSVersion) async throws {
        try await run(try ServerTLSSettings(fixtures: "server")) { gateway, _ in
            let answer = try await answer(gateway, ClientTLS(maximumVersion: version))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("X-Forwarded-Proto: https\r\n"))
            #expect(!answer.contains("X-Tollgate-Client-Certificate"))
            #expect(gateway.observer.seen.handshakeFaults.isEmpty)
        }
    }

    @Test("The certificate is chosen by the host that is asked for, the first one else")
    func choosesCertificates() async throws {
        try await run(try ServerTLSSettings(fixtures: "server", "wildcard")) { gateway, _ in
            for (name, authority) in [
                ("localhost", "authority"), ("a.example.com", "front-authority"),
                ("api.example.org", "front-authority"),
            ] {
                let answer = try await answer(
                    gateway, ClientTLS(serverName: name, authority: authority), host: name)
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(name)")
            }
            let answer = try await answer(gateway, ClientTLS(serverName: nil))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test("A request for a host that the connection's certificate is not for is 421")
    func refusesOtherHosts() async throws {
        try await run(try ServerTLSSettings(fixtures: "server", "wildcard")) { gateway, _ in
            for host in ["a.example.com", "localhost.example", "127.0.0.2"] {
                let answer = try await answer(gateway, ClientTLS(), host: host)
                #expect(answer.hasPrefix("HTTP/1.1 421 Misdirected Request\r\n"))
                #expect(answer.contains("\"code\":\"misdirected_request\""))
            }
            #expect(gateway.observer.seen.outcomes.isEmpty)
            let answer = try await answer(gateway, ClientTLS(), host: "127.0.0.1:8443")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test("HTTP without TLS is told so, and whatever else is no TLS is closed")
    func refusesOtherProtocols() async throws {
        try await run(try ServerTLSSettings(fixtures: "server")) { gateway, _ in
            let plain = try await answer(gateway, nil)
            #expect(plain.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(plain.contains("\"code\":\"tls_required\""))
            #expect(try await gateway.answer("\u{0}\u{1}\u{2}") == "")
            #expect(gateway.observer.seen.handshakeFaults == [.plainHTTP, .otherProtocol])
        }
    }

    @Test("A version that is too old is refused and counted")
    func refusesOldVersions() async throws {
        var settings = try ServerTLSSettings(fixtures: "server")
        settings.minimumVersion = .v1_3
        try await run(settings) { gateway, _ in
            await #expect(throws: (any Error).self) {
                try await self.answer(gateway, ClientTLS(maximumVersion: .tlsv12))
            }
            #expect(gateway.observer.seen.handshakeFaults == [.version])
        }
    }

    @Test("A handshake has as long as a header")
    func boundsHandshakes() async throws {
        try await run(
            try ServerTLSSettings(fixtures: "server"), limits: { $0.header = .milliseconds(10) }
        ) { gateway, _ in
            let answers = [try await gateway.answer(""), try await gateway.answer("\u{16}\u{3}\u{1}")]
            #expect(answers == ["", ""])
            #expect(gateway.observer.seen.handshakeFaults == [.timeout, .timeout])
        }
    }

    @Test("Other certificates are used by new connections, and old ones go on")
    func replacesCertificates() async throws {
        try await run(try ServerTLSSettings(fixtures: "server")) { gateway, tls in
            let address = try SocketAddress(ipAddress: "127.0.0.1", port: gateway.port)
            let head = "GET /payment-api/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(gateway.token())\r\n"
            try await SocketClient.with(address, tls: ClientTLS()) { client in
                try await client.send(head + "\r\n")
                #expect(try await client.read(until: "X-Tollgate-Client:").hasPrefix("HTTP/1.1 200 OK\r\n"))
                try tls.use(
                    ServerTLSSettings([try .init(fixture: "other-server")]))
                #expect(throws: ServerTLSError.key(place: 0)) {
                    var broken = try ServerTLSSettings(fixtures: "server")
                    broken.identities[0].key = try TLSFixture.bytes("client-key")
                    try tls.use(broken)
                }
                let answer = try await answer(gateway, ClientTLS(authority: "other-authority"))
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                try await client.send(head + "Connection: close\r\n\r\n")
                #expect(try await client.readToEnd().contains("HTTP/1.1 200 OK\r\n"))
                #expect(!client.isCutOff)
            }
        }
    }

    @Test("A header of PROXY protocol comes before TLS")
    func readsProxyProtocolFirst() async throws {
        try await run(
            try ServerTLSSettings(fixtures: "server"),
            listener: {
                $0.requiresProxyProtocol = true
                $0.trustedProxies = try TrustedProxies(["127.0.0.1"])
            }
        ) { gateway, _ in
            let answer = try await answer(
                gateway, ClientTLS(preamble: "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("X-Forwarded-For: 192.0.2.7\r\n"))
        }
    }

    @Test("A connection for which there is no room is told so over TLS")
    func refusesConnections() async throws {
        try await run(
            try ServerTLSSettings(fixtures: "server"), limits: { $0.connectionsPerAddress = 1 }
        ) { gateway, _ in
            let address = try SocketAddress(ipAddress: "127.0.0.1", port: gateway.port)
            try await SocketClient.with(address, tls: ClientTLS()) { client in
                try await client.send("GET /payment-api/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await client.read(until: "\r\n").hasPrefix("HTTP/1.1 401 "))
                let answer = try await answer(gateway, ClientTLS())
                #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            }
        }
    }

    @Test("An answer that is cut off does not end as a whole one does")
    func cutsAnswersOff() async throws {
        let tls = try ServerTLS(try ServerTLSSettings(fixtures: "server"))
        try await SocketUpstream.run { header in
            header.contains("/again") ? "" : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nx"
        } _: { upstream in
            try await SocketGateway.run(upstream: upstream.port, listener: { $0.tls = tls }) { gateway in
                let address = try SocketAddress(ipAddress: "127.0.0.1", port: gateway.port)
                try await SocketClient.with(address, tls: ClientTLS()) { client in
                    try await client.send(
                        "GET /payment-api/x HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer \(gateway.token())\r\n"
                            + "\r\n")
                    _ = try await client.readToEnd()
                    #expect(client.isCutOff)
                }
            }
        }
    }
}
