import Foundation
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateCLI

@Suite("Over a socket, an answer to HEAD ends with its header", .realServers, .timeLimit(.minutes(5)))
struct HeadOverSocketTests {
    /// What comes, to the last byte, in answer to a request after which the connection is closed.
    private func answer(_ request: String, _ gateway: SocketGateway) async throws -> String {
        try await SocketClient.with(port: gateway.port) { conversation in
            try await conversation.send(request)
            return try await conversation.readToEnd()
        }
    }

    private func expectNoContent(
        _ answer: String, _ status: Int, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)", sourceLocation: location)
        #expect(answer.hasSuffix("\r\n\r\n"), "\(answer)", sourceLocation: location)
        #expect(answer.components(separatedBy: "\r\n\r\n").count == 2, "\(answer)", sourceLocation: location)
        #expect(!answer.lowercased().contains("transfer-encoding"), "\(answer)", sourceLocation: location)
    }

    @Test("The gateway's own answers: 400, 401, 403, 404, 429, 502 and 503")
    func endsOwnAnswers() async throws {
        let closing = "Connection: close\r\n"
        let limited = { @Sendable (catalogue: inout Catalogue) in
            catalogue.policies[1].limits = Limits(rate: .limited(requests: 1, seconds: 60))
        }
        // Nobody listens on port 1.
        try await SocketGateway.run(upstream: 1, catalogue: limited) { gateway in
            let token = gateway.token()
            func head(_ path: String, _ token: String) async throws -> String {
                try await answer(gateway.request("HEAD", path, token: token, closing), gateway)
            }
            expectNoContent(try await head("/payment-api//x", token), 400)
            expectNoContent(try await head("/payment-api/x?access_token=a", token), 400)
            expectNoContent(try await head("/payment-api/x", "a.b.c"), 401)
            expectNoContent(try await head("/payment-api/x", gateway.token(scope: "free_plan")), 403)
            expectNoContent(try await head("/nowhere", token), 404)
            expectNoContent(try await head("/payment-api/x", token), 502)
            expectNoContent(try await head("/payment-api/x", token), 429)
        }
        try await SocketGateway.run(upstream: 1, hasKeys: false) { gateway in
            expectNoContent(try await answer(gateway.request("HEAD", "/payment-api/x", closing), gateway), 503)
        }
    }

    @Test("A proxied answer keeps the length that the upstream tells, and has none where it tells none")
    func keepsTheLength() async throws {
        let upstream = try await RawUpstream { header in
            switch header.split(separator: " ")[1] {
            case "/length": "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
            case "/chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            case "/unchanged": "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n"
            case "/nothing": "HTTP/1.1 204 No Content\r\n\r\n"
            default: "HTTP/1.1 200 OK\r\n\r\n"
            }
        }
        try await SocketGateway.run(upstream: upstream.port) { gateway in
            let answer = try await SocketClient.with(port: gateway.port) { conversation in
                // All on one connection: whatever followed a header would be taken for the next answer.
                for path in ["length", "chunked", "plain", "unchanged", "nothing", "length"] {
                    try await conversation.send(gateway.request("HEAD", "/payment-api/\(path)"))
                }
                for path in ["nothing", "unchanged"] {
                    try await conversation.send(gateway.request("GET", "/payment-api/\(path)"))
                }
                var answers: [String] = []
                for _ in 0..<8 { answers.append(try await conversation.read(until: "\r\n\r\n").lowercased()) }
                return answers
            }
            #expect(
                answer.map { $0.split(separator: " ")[1] } == ["200", "200", "200", "304", "204", "200", "204", "304"])
            #expect(
                answer.map { $0.contains("content-length: 7\r\n") } == [
                    true, false, false, true, false, true, false, true,
                ])
            #expect(answer.allSatisfy { !$0.contains("transfer-encoding") && $0.hasPrefix("http/1.1 ") })
        }
        try await upstream.close()
    }
}
