import HostileAnswers
import ServerTesting
import Testing
import TollgateCatalogue
import TollgateConcurrency
import TollgateTesting

@testable import TollgateOutbound

@Suite("Connections are made as the configuration says", .realServers, .timeLimit(.minutes(5)))
struct ConnectionTests {
    private static let keys = "{\"keys\":[]}"

    /// What comes of a request to a server over these settings.
    private func outcome(_ url: String, _ settings: ConnectionSettings) async -> Result<Int, OutboundError> {
        let clients = OutboundClients(environment: [:])
        let result: Result<Int, OutboundError>
        do {
            result = .success(try await clients.client(for: settings).send(OutboundRequest(url: url)).status)
        } catch {
            result = .failure(error)
        }
        try? await clients.shutdown()
        return result
    }

    @Test("A server whose authority is trusted is verified; any other is not, unless verification is skipped")
    func verifiesServers() async throws {
        try await KeyServer.run(.serve(Self.keys)) { server in
            let untrusted = OutboundError.unreachable(
                url: server.url, reason: "its certificate has expired, or is from an authority that is not trusted")
            #expect(await outcome(server.url, .init(tls: TLSFixture.trust)) == .success(200))
            #expect(await outcome(server.url, .init()) == .failure(untrusted))
            let other = TLSSettings(authorityFile: TLSFixture.path("other-authority"))
            #expect(await outcome(server.url, .init(tls: other)) == .failure(untrusted))
            #expect(await outcome(server.url, .init(tls: .init(skipsVerification: true))) == .success(200))
        }
    }

    @Test("Where nobody listens nothing was sent", arguments: ["127.0.0.1", "localhost"])
    func tellsWhatWasNotSent(host: String) async throws {
        guard case .failure(.notConnected(let url, let reason)) = await outcome("https://\(host):1/x", .init()) else {
            Issue.record("something was sent")
            return
        }
        #expect(url == "https://\(host):1/x")
        #expect(reason == "connection refused")
    }

    @Test("A server that asks for a client certificate gets the one of the configuration")
    func showsClientCertificates() async throws {
        try await KeyServer.run(.serve(Self.keys), asksForCertificate: true) { server in
            var tls = TLSFixture.trust
            guard case .failure = await outcome(server.url, .init(tls: tls)) else {
                Issue.record("admitted without a certificate")
                return
            }
            tls.clientCertificateFile = TLSFixture.path("client")
            tls.clientKeyFile = TLSFixture.path("client-key")
            #expect(await outcome(server.url, .init(tls: tls)) == .success(200))
            tls.clientCertificateFile = TLSFixture.path("other-client")
            tls.clientKeyFile = TLSFixture.path("other-client-key")
            guard case .failure = await outcome(server.url, .init(tls: tls)) else {
                Issue.record("admitted with the certificate of another authority")
                return
            }
        }
    }

    @Test("Files that hold no certificate or key are named")
    func namesUnusableFiles() async throws {
        let path = TLSFixture.path("none")
        #expect(
            await outcome("https://127.0.0.1:1/", .init(tls: .init(authorityFile: path)))
                == .failure(.unusableSettings(reason: "the file \(path) holds no certificates in PEM")))
        let tls = TLSSettings(
            clientCertificateFile: TLSFixture.path("client"), clientKeyFile: TLSFixture.path("client"))
        #expect(
            await outcome("https://127.0.0.1:1/", .init(tls: tls))
                == .failure(
                    .unusableSettings(
                        reason: "the file \(TLSFixture.path("client")) holds no private key in PEM without passphrase"))
        )
    }

    @Test("Connections that differ in nothing share a client; after the shutdown none is made")
    func sharesClients() async throws {
        let clients = OutboundClients(environment: [:])
        let url = "https://idp.example/"
        let first = try clients.httpClient(for: url, .init(tls: TLSFixture.trust))
        #expect(try clients.httpClient(for: url, .init(allowsHTTP: true, tls: TLSFixture.trust)) === first)
        #expect(try clients.httpClient(for: url, .init()) !== first)
        try await clients.shutdown()
        #expect(throws: OutboundError.self) { try clients.httpClient(for: url, .init()) }
    }

    @Test(
        "The proxy of a URL is found as others find it",
        arguments: [
            ("https://idp.example/", [:], nil),
            ("https://idp.example/", ["HTTPS_PROXY": "http://proxy.example:3128"], "proxy.example:3128"),
            ("https://idp.example/", ["https_proxy": "proxy.example"], "proxy.example:80"),
            ("https://idp.example/", ["HTTP_PROXY": "http://proxy.example"], nil),
            ("http://idp.example/", ["HTTP_PROXY": "http://u:p@proxy.example"], "u:p@proxy.example:80"),
            ("https://idp.example/", ["HTTPS_PROXY": "http://a.example", "https_proxy": ""], "a.example:80"),
            ("https://idp.example/", ["HTTPS_PROXY": "http://a.example", "NO_PROXY": "x, .example"], nil),
            ("https://idp.example/", ["HTTPS_PROXY": "http://a.example", "no_proxy": "idp.example:443"], nil),
            (
                "https://idp.example/", ["HTTPS_PROXY": "http://a.example", "NO_PROXY": "idp.example:80"],
                "a.example:80"
            ),
            ("https://idp.example/", ["HTTPS_PROXY": "http://a.example", "NO_PROXY": "dp.example"], "a.example:80"),
            ("https://idp.example/", ["HTTPS_PROXY": "http://a.example", "NO_PROXY": "*"], nil),
            ("https://[2001:db8::1]/", ["HTTPS_PROXY": "http://a.example", "NO_PROXY": "[2001:db8::1]:443"], nil),
            ("https://[2001:db8::1]/", ["HTTPS_PROXY": "http://a.example", "NO_PROXY": "2001:db8::1"], nil),
            ("https://localhost:8443/", ["HTTPS_PROXY": "http://a.example"], nil),
        ] as [(String, [String: String], String?)])
    func findsProxies(url: String, environment: [String: String], proxy: String?) throws {
        let url = try #require(URLParts(url))
        let found = try ProxyVariables(environment).proxy(for: url)
        #expect(found.map { "\($0.credentials.map { $0 + "@" } ?? "")\($0.host):\($0.port)" } == proxy)
    }

    @Test(
        "A proxy that is none of HTTP is refused without being echoed", arguments: ["socks5://u:p@a", "http://", "%"])
    func refusesOtherProxies(text: String) throws {
        let url = try #require(URLParts("https://idp.example/"))
        #expect(
            throws: OutboundError.unusableSettings(
                reason: "HTTPS_PROXY is not the URL of an HTTP proxy, such as http://proxy.example:3128")
        ) { try ProxyVariables(["HTTPS_PROXY": text]).proxy(for: url) }
    }

    @Test("The proxy of the environment is asked for a connection only where the settings say so")
    func usesProxies() async throws {
        let asked = Lock("")
        // It lets nobody through.
        let port = try await RawServer.start { head in
            asked.withLock { $0 = head.split(separator: "\r\n").first.map(String.init) ?? "" }
            return RawAnswer("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
        }
        let clients = OutboundClients(environment: ["HTTPS_PROXY": "http://127.0.0.1:\(port)"])
        let request = OutboundRequest(url: "https://idp.invalid/keys")
        await #expect(throws: OutboundError.self) { try await clients.client(for: .init()).send(request) }
        #expect(asked.withLock { $0 }.isEmpty)
        await #expect(throws: OutboundError.self) {
            try await clients.client(for: .init(usesProxy: true)).send(request)
        }
        #expect(asked.withLock { $0 } == "CONNECT idp.invalid:443 HTTP/1.1")
        try await clients.shutdown()
    }
}
