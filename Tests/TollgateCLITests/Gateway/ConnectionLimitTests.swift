import Foundation
import ServerTesting
import Testing
import TollgateConfiguration

@testable import TollgateCLI

@Suite("What one client takes is bounded, and what is refused says why", .realServers, .timeLimit(.minutes(5)))
struct ConnectionLimitTests {
    private func ok(_ text: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    @Test("Connections beyond max_connections are answered 503 with Retry-After, and served when others have ended")
    func bounds() async throws {
        let upstream = try await RawUpstream { _ in ok("hello") }
        try await SocketGateway.run(upstream: upstream.port, settings: { $0.maximumConnections = 2 }) { gateway in
            func answer(_ request: String) async throws -> String {
                try await SocketClient.with(port: gateway.port) { conversation in
                    try await conversation.send(request)
                    return try await conversation.readToEnd()
                }
            }
            try await SocketClient.with(port: gateway.port) { one in
                try await one.send(gateway.request())
                _ = try await one.read(until: "hello")
                try await SocketClient.with(port: gateway.port) { two in
                    try await two.send(gateway.request())
                    _ = try await two.read(until: "hello")
                    let refused = try await answer(gateway.request())
                    #expect(refused.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
                    #expect(refused.contains("\r\nRetry-After: 1\r\n"))
                    #expect(refused.contains("\"code\":\"connections_exhausted\""))
                    let head = try await answer(gateway.request("HEAD"))
                    #expect(head.hasSuffix("\r\n\r\n"))
                    // Those that are served go on.
                    try await two.send(gateway.request())
                    _ = try await two.read(until: "hello")
                }
                var again = ""
                repeat {
                    again = try await answer(gateway.request("GET", "/payment-api/x", "Connection: close\r\n"))
                } while again.hasPrefix("HTTP/1.1 503 ")
                #expect(again.hasSuffix("hello"))
            }
        }
        try await upstream.close()
    }

    @Test("Tokens of 60 000 bytes pass where they are allowed, and a header that is longer still is answered 431")
    func acceptsLongTokens() async throws {
        let upstream = try await RawUpstream { _ in ok("hello") }
        try await SocketGateway.run(
            upstream: upstream.port, settings: { $0.maximumTokenBytes = 65_536 }
        ) { gateway in
            func status(padding: Int, _ more: String = "") async throws -> String {
                let token = gateway.token(padding: padding)
                return try await SocketClient.with(port: gateway.port) { conversation in
                    try await conversation.send(
                        gateway.request("GET", "/payment-api/x", token: token, "Connection: close\r\n" + more))
                    return String(try await conversation.readToEnd().prefix(12))
                }
            }
            let field = "X: \(String(repeating: "x", count: 40_000))\r\n"
            let statuses = [
                try await status(padding: 45_000), try await status(padding: 45_000, field),
                try await status(padding: 49_000), try await status(padding: 200_000),
            ]
            #expect(statuses == ["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 401", "HTTP/1.1 431"])
        }
        try await upstream.close()
    }

    @Test("The upstream always knows who calls: what no field can hold is percent-encoded (louketo 664)")
    func encodesIdentities() async throws {
        let upstream = try await RawUpstream { _ in ok("hello") }
        try await SocketGateway.run(upstream: upstream.port) { gateway in
            for (client, field) in [
                ("client-1", "client-1"), ("José & Söhne", "Jos%C3%A9%20&%20S%C3%B6hne"), ("100%", "100%25"),
                ("a,b", "a,b"), ("Jos%C3%A9", "Jos%25C3%25A9"),
            ] {
                try await SocketClient.with(port: gateway.port) { conversation in
                    try await conversation.send(gateway.request(token: gateway.token(client: client)))
                    _ = try await conversation.read(until: "hello")
                }
                let header = await upstream.nextHeader()
                #expect(header.contains("\r\nX-Tollgate-Client: \(field)\r\n"), "\(header)")
                #expect(field.removingPercentEncoding == client)
            }
        }
        try await upstream.close()
    }
}
