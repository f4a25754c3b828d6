import ServerTesting
import Testing
import TollgateCatalogue
import TollgateConfiguration

@testable import TollgateCLI

@Suite("What nobody waits for any more is given up", .realServers, .timeLimit(.minutes(5)))
struct AbandonedRequestTests {
    private func ok(_ text: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    @Test(
        "When a client goes, its request to the upstream ends, and its place under concurrency is free (gravitee 11595)"
    )
    func cancels() async throws {
        let upstream = try await RawUpstream { $0.contains("/slow ") ? nil : ok("fast") }
        let limited = { @Sendable (catalogue: inout Catalogue) in
            catalogue.policies[1].limits = Limits(rate: .unlimited, concurrency: 1)
        }
        try await SocketGateway.run(upstream: upstream.port, catalogue: limited) { gateway in
            for upload in ["", "Content-Length: 10\r\n"] {
                try await SocketClient.with(port: gateway.port) { conversation in
                    try await conversation.send(gateway.request("POST", "/payment-api/slow", upload))
                    await upstream.wait { if case .asked(let head) = $0 { head.contains("/slow ") } else { false } }
                }
                await upstream.wait { $0 == .closed }
                // The upstream hears of it first; the place is free a moment later, not in 60 s.
                var answer = ""
                repeat {
                    answer = try await RawRequest.send(
                        gateway.request("GET", "/payment-api/fast", "Connection: close\r\n"), port: gateway.port)
                } while answer.hasPrefix("HTTP/1.1 429 ")
                #expect(answer.hasSuffix("\r\n\r\nfast"))
            }
        }
        try await upstream.close()
    }

    @Test("A client that closes its side behind its request, as `nc -N` does, still gets the answer")
    func answersHalfClosed() async throws {
        let upstream = try await RawUpstream { _ in ok("hello") }
        try await SocketGateway.run(upstream: upstream.port) { gateway in
            var answer = ""
            // It has a fifth of a second for it, which a machine that is busy with other things may miss.
            for _ in 0..<20 where !answer.hasSuffix("\r\n\r\nhello") {
                answer = try await SocketClient.with(port: gateway.port) { conversation in
                    try await conversation.send(gateway.request())
                    conversation.closeOutput()
                    return try await conversation.readToEnd()
                }
            }
            #expect(answer.hasSuffix("\r\n\r\nhello"))
        }
        try await upstream.close()
    }

    @Test("A body that does not come to its end in time is answered 408, and the upstream's connection is free again")
    func boundsBodies() async throws {
        let upstream = try await RawUpstream { _ in nil }
        try await SocketGateway.run(upstream: upstream.port, settings: { $0.timeouts.bodySeconds = 1 }) { gateway in
            let answer = try await SocketClient.with(port: gateway.port) { conversation in
                try await conversation.send(
                    gateway.request("POST", "/payment-api/x", "Content-Length: 1000\r\n") + "x")
                return try await conversation.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            #expect(answer.hasSuffix("\"code\":\"request_timeout\"}\n"))
            await upstream.wait { $0 == .closed }
        }
        try await upstream.close()
    }

    @Test("A header that does not come to its end in time is answered 408, and silence with the end of the connection")
    func boundsHeaders() async throws {
        let upstream = try await RawUpstream { _ in ok("hello") }
        try await SocketGateway.run(
            upstream: upstream.port,
            settings: {
                $0.timeouts.headerSeconds = 1
                $0.timeouts.keepAliveSeconds = 1
            }
        ) { gateway in
            try await SocketClient.with(port: gateway.port) { conversation in
                try await conversation.send("GET /payment-api/x HTTP/1.1\r\nHo")
                let answer = try await conversation.readToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            }
            try await SocketClient.with(port: gateway.port) { conversation in
                let answer = try await conversation.readToEnd()
                #expect(answer.isEmpty)
            }
            try await SocketClient.with(port: gateway.port) { conversation in
                try await conversation.send(gateway.request())
                let answer = try await conversation.readToEnd()
                #expect(answer.hasSuffix("\r\n\r\nhello"))
            }
        }
        try await upstream.close()
    }

    @Test("A body that is broken is the client's fault: 400, and not 502")
    func blamesTheClient() async throws {
        let upstream = try await RawUpstream { _ in nil }
        try await SocketGateway.run(upstream: upstream.port) { gateway in
            let answer = try await SocketClient.with(port: gateway.port) { conversation in
                try await conversation.send(
                    gateway.request("POST", "/payment-api/x", "Transfer-Encoding: chunked\r\n") + "1\r\nx\r\nzz\r\n")
                return try await conversation.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
        }
        try await upstream.close()
    }
}
