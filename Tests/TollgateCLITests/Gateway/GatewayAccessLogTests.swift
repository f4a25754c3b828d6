import Foundation
import ServerTesting
import Testing
import TollgateConfiguration

@testable import TollgateCLI

@Suite("A gateway logs its requests", .realServers, .timeLimit(.minutes(5)))
struct GatewayAccessLogTests {
    @Test("All of its requests are in the file when it has ended")
    func writes() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let upstream = try await RawUpstream { _ in "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" }
        try await SocketGateway.run(
            upstream: upstream.port, settings: { $0.accessLog = AccessLogSettings(.file(path)) }
        ) { gateway in
            for (target, token) in [("/payment-api/x?secret", gateway.token()), ("/payment-api/x", "a.b.c")] {
                let answer = try await SocketClient.with(port: gateway.port) { conversation in
                    try await conversation.send(
                        gateway.request("GET", target, token: token, "Connection: close\r\n"))
                    return try await conversation.readToEnd()
                }
                #expect(answer.hasPrefix("HTTP/1.1 "))
            }
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = try text.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(lines.map { $0["code"] as? String } == ["admit", "token_malformed"])
        #expect(lines.map { $0["path"] as? String } == ["/payment-api/x", "/payment-api/x"])
        #expect(lines[0]["client"] as? String == "client-1" && !text.contains("secret"))
    }
}
