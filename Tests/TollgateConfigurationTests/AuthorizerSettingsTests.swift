import Testing

@testable import TollgateConfiguration

@Suite("Listeners at which proxies ask whether their requests may pass")
struct AuthorizerSettingsTests {
    private func configuration(_ listener: String, _ more: String = "", api: String = "") throws -> Configuration {
        try Configuration(
            yaml: """
                issuers: { p: { issuer: https://i.example, audiences: [a] } }
                apis: { a: { listen_path: /a/, issuers: [p]\(api) } }
                gateway: { max_body_bytes: 5, forwarded: forwarded, listeners: [{ \(listener) }] }
                \(more)
                """, file: "t.yaml")
    }

    private func problems(_ listener: String, _ more: String = "", api: String = "") -> [String] {
        do {
            return try configuration(listener, more, api: api).warnings.map(\.description)
        } catch let error as ConfigurationError {
            return error.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    private static let nginx = "listen: unix:/run/n.sock, authorizer: { proxy: nginx, peers: [unix] }"
    private static let traefik = "listen: 127.0.0.1:9010, authorizer: { proxy: traefik, peers: [127.0.0.1] }"

    @Test("A kind of proxy and its peers make an authorizer, which keeps idle connections for an hour")
    func reads() throws {
        let listener = try #require(try configuration(Self.nginx).gateway.listeners.first)
        #expect(listener.authorizer == AuthorizerSettings(proxy: .nginx, peers: ["unix"]))
        #expect(listener.timeouts.keepAliveSeconds == 3_600)
        #expect(listener.maximumBodyBytes == nil && listener.forwarded == .xForwarded)
        let own = try configuration(Self.nginx + ", timeouts: { keep_alive: 5s }").gateway.listeners[0]
        #expect(own.timeouts.keepAliveSeconds == 5)
        #expect(try configuration(Self.nginx).isAuthorizer && !configuration("listen: a:80").isAuthorizer)
    }

    @Test("What nobody could connect to, and what an authorizer cannot have, is refused with the reason")
    func refuses() {
        for (listener, words) in [
            ("listen: unix:/s, authorizer: { proxy: nginx, peers: [127.0.0.1] }", "without the word `unix`"),
            ("listen: a:80, authorizer: { proxy: nginx, peers: [unix] }", "without an address among them"),
            ("listen: unix:/s, authorizer: { proxy: traefik, peers: [unix] }", "Traefik cannot ask over a unix socket"),
            ("listen: a:80, authorizer: { proxy: nginx }", "peers"),
            (Self.nginx + ", max_body_bytes: 5", "an authorizer reads no bodies"),
            (Self.nginx + ", http2: {}", "proxies ask over HTTP/1.1"),
            (Self.nginx + ", forwarded: x_forwarded", "X-Forwarded-For"),
        ] {
            #expect(problems(listener).contains { $0.contains("error") && $0.contains(words) }, "\(listener)")
        }
        let everybody = problems("listen: a:80, authorizer: { proxy: nginx, peers: [0.0.0.0/0] }")
        #expect(everybody.contains { $0.contains("warning") && $0.contains("is everybody") })
    }

    @Test("Limits that need the end of a response, or its body, are errors, wherever they stand")
    func refusesLimits() {
        #expect(
            problems(Self.nginx, "policies: { l: { rate: 5/1s, concurrency: 2 } }")
                .contains { $0.contains("policies.l.concurrency") && $0.contains("not told when a response ends") })
        let each = "policies: { l: { rate: 5/1s, per_api: { a: { concurrency: 2 } } } }"
        #expect(problems(Self.nginx, each).contains { $0.contains("policies.l.per_api.a.concurrency") })
        #expect(
            problems(Self.nginx, api: ", max_body_bytes: 5").contains {
                $0.contains("apis.a.max_body_bytes") && $0.contains("error")
            })
        // Without an authorizer both are in order.
        #expect(
            problems("listen: a:80", each, api: ", max_body_bytes: 5").allSatisfy { !$0.contains("error") })
    }

    @Test("Pages of other origins are an error with Traefik, which tells the client nothing of an admission")
    func refusesPages() {
        let cors = ", cors: { origins: [\"https://a.example\"] }"
        #expect(problems(Self.traefik, api: cors).contains { $0.contains("apis.a.cors") && $0.contains("Traefik") })
        #expect(problems(Self.nginx, api: cors).allSatisfy { !$0.contains("apis.a.cors") })
    }
}
