import NIOCore
import NIOSSL
import ServerTesting
import Testing
import TollgateCatalogue
import TollgateCrypto

@testable import TollgateGateway

@Suite("Clients may show certificates", .realServers, .timeLimit(.minutes(5)))
struct ClientCertificateTests {
    private func run(
        _ rule: ServerTLSSettings.ClientCertificates?, listener: (inout GatewayListener) throws -> Void = { _ in },
        _ body: (SocketGateway) async throws -> Void
    ) async throws {
        var settings = try ServerTLSSettings(fixtures: "server")
        if let rule { settings.clientCertificates = rule }
        let tls = rule == nil ? nil : try ServerTLS(settings)
        try await SocketUpstream.run { header in
            "HTTP/1.1 200 OK\r\nContent-Length: \(header.utf8.count)\r\n\r\n\(header)"
        } _: { upstream in
            try await SocketGateway.run(
                upstream: upstream.port,
                listener: {
                    $0.tls = tls
                    try listener(&$0)
                }, body)
        }
    }

    private func answer(
        _ gateway: SocketGateway, _ tls: ClientTLS?, cnf: String? = nil, _ more: String = ""
    ) async throws -> String {
        let request =
            "GET /payment-api/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(gateway.token(cnf: cnf))\r\n"
            + "Connection: close\r\n\(more)\r\n"
        return try await SocketClient.with(
            SocketAddress(ipAddress: "127.0.0.1", port: gateway.port), tls: tls
        ) { client in
            try await client.send(request)
            return try await client.readToEnd()
        }
    }

    private static func authorities() throws -> [UInt8] {
        try TLSFixture.bytes("authority") + TLSFixture.bytes("front-authority")
    }

    private static func cnf(_ name: String) throws -> String {
        let digest = try PEMCheck.readCertificates(try TLSFixture.bytes(name))[0].digest
        return "{\"x5t#S256\":\"\(base64URL(digest))\"}"
    }

    @Test("A certificate that is required has to be there, and of a trusted authority")
    func requires() async throws {
        try await run(.required(authorities: try Self.authorities())) { gateway in
            let answer = try await answer(gateway, ClientTLS(certificate: "client"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            for certificate in [nil, "other-client"] {
                await #expect(throws: (any Error).self) {
                    let answer = try await self.answer(gateway, ClientTLS(certificate: certificate))
                    if answer.isEmpty { throw ChannelError.eof }
                }
            }
            #expect(gateway.observer.seen.handshakeFaults == [.certificateMissing, .certificateRefused])
        }
    }

    @Test("A certificate that is optional is told to the upstream, and nobody can say that they have one")
    func tellsUpstreams() async throws {
        try await run(.optional(authorities: try Self.authorities())) { gateway in
            let forged =
                "X-Tollgate-Client-Certificate: CN=root\r\nClient-Cert: :AAAA:\r\nClient_Cert: x\r\n"
                + "x-tollgate-client-certificate-thumbprint: x\r\n"
            let without = try await answer(gateway, ClientTLS(), forged)
            #expect(without.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!without.lowercased().contains("certificate:"))
            #expect(!without.lowercased().contains("cert:") && !without.contains("Client_Cert"))
            #expect(!without.lowercased().contains("thumbprint"))
            let with = try await answer(gateway, ClientTLS(certificate: "shop"), forged)
            #expect(with.contains("X-Tollgate-Client-Certificate: CN=shop%20%C3%A9,O=Example\\,%20Inc.\r\n"))
            let digest = try PEMCheck.readCertificates(try TLSFixture.bytes("shop"))[0].digest
            #expect(
                with.contains("X-Tollgate-Client-Certificate-Thumbprint: \(base64URL(digest))\r\n"))
            #expect(!with.contains("CN=root"))
        }
    }

    @Test("A token that is bound to a certificate passes on a connection with that one alone (RFC 8705 §3)")
    func checksBoundTokens() async throws {
        let cnf = try Self.cnf("client")
        try await run(.optional(authorities: try Self.authorities())) { gateway in
            for version in [TLSVersion.tlsv12, .tlsv13] {
                let right = try await answer(
                    gateway, ClientTLS(certificate: "client", maximumVersion: version), cnf: cnf)
                #expect(right.hasPrefix("HTTP/1.1 200 OK\r\n"))
            }
            let none = try await answer(gateway, ClientTLS(), cnf: cnf)
            #expect(none.hasPrefix("HTTP/1.1 401 ") && none.contains("\"code\":\"proof_required\""))
            let other = try await answer(gateway, ClientTLS(certificate: "shop"), cnf: cnf)
            #expect(other.hasPrefix("HTTP/1.1 401 ") && other.contains("\"code\":\"certificate_mismatch\""))
        }
    }

    @Test("A trusted proxy tells the certificate in Client-Cert where the listener asks for it, and nobody else")
    func readsProxies() async throws {
        let (cnf, own) = (try Self.cnf("client"), try NIOSSLCertificate.fromPEMFile(TLSFixture.path("client"))[0])
        let field = "Client-Cert: :\(base64(try own.toDERBytes())):\r\n"
        for (trusted, reads, expected) in [(true, true, "200"), (true, false, "401"), (false, true, "401")] {
            try await run(
                nil,
                listener: {
                    if trusted { $0.trustedProxies = try TrustedProxies(["127.0.0.1"]) }
                    $0.readsClientCertificate = reads
                }
            ) { gateway in
                let answer = try await answer(gateway, nil, cnf: cnf, field)
                #expect(answer.hasPrefix("HTTP/1.1 \(expected) "), "\(trusted) \(reads)")
                #expect(answer.contains("X-Tollgate-Client-Certificate: CN=client\r\n") == (expected == "200"))
                guard trusted, reads else { return }
                let none = try await self.answer(gateway, nil, cnf: cnf)
                #expect(none.contains("\"code\":\"proof_required\""))
                for broken in ["Client-Cert: x\r\n", "Client-Cert: :AAAA:\r\n", "Client-Cert: ::\r\n", field + field] {
                    let answer = try await self.answer(gateway, nil, cnf: cnf, broken)
                    #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(broken)")
                }
            }
        }
    }
}

/// Bytes in base64.
private func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let part = bytes[start..<min(start + 3, bytes.count)]
        let number = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
        for place in 0..<4 {
            text.append(place <= part.count ? alphabet[number >> (18 - 6 * place) & 63] : "=")
        }
    }
    return text
}

/// Bytes in base64url, without padding.
private func base64URL(_ bytes: [UInt8]) -> String {
    base64(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}
