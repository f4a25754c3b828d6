import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("The example server lets in whom it should, over sockets", .realServers)
struct SocketTests {
    @Test("Good and bad requests one behind the other are answered in their order on one connection")
    func pipelines() async throws {
        try await SocketServer.run { server in
            let bad = "POST /payment-api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
            let last =
                server.request("POST /payment-api/x HTTP/1.1", "Connection: close\r\nContent-Length: 2\r\n") + "ab"
            let answer = try await server.answer(server.request() + bad + server.request() + bad + last)
            let lines = answer.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("HTTP/") }
            #expect(lines.map { $0.prefix(12) } == ["200", "401", "200", "401", "200"].map { "HTTP/1.1 \($0)" })
            #expect(answer.hasSuffix("hello client-1, 2 bytes\n"))
        }
    }

    @Test(
        "What a client may send to be taken for another is refused or left out",
        arguments: [
            ("Authorization: Bearer x\r\n", "HTTP/1.1 400 "), ("authorization : Bearer x\r\n", "HTTP/1.1 400 "),
            ("X-Tollgate-Client: admin\r\nX_Tollgate_Client: admin\r\n", "HTTP/1.1 200 "),
            ("Connection: close, X-Tollgate-Client\r\n", "HTTP/1.1 200 "),
        ])
    func refusesDisguises(fields: String, status: String) async throws {
        try await SocketServer.run { server in
            let answer = try await server.answer(
                server.request("GET /payment-api/x HTTP/1.1", fields + "Connection: close\r\n"))
            #expect(answer.hasPrefix(status))
            #expect(!answer.contains("admin") && (status.contains("400") || answer.contains("hello client-1,")))
        }
    }

    @Test("A credential on a folded line, one in trailers and one that is too long let nobody in")
    func refusesOddPlaces() async throws {
        try await SocketServer.run { server in
            let token = server.token()
            let start = "POST /payment-api/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            let folded = try await server.answer("\(start)Authorization: Bearer\r\n \(token)\r\n\r\n")
            #expect(folded.hasPrefix("HTTP/1.1 400 ") || folded.hasPrefix("HTTP/1.1 401 "))
            let trailing = try await server.answer(
                "\(start)Transfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: Bearer \(token)\r\n\r\n")
            #expect(trailing.hasPrefix("HTTP/1.1 401 ") && trailing.contains("\"token_missing\""))
            let long = try await server.answer(
                "\(start)Authorization: Bearer \(String(repeating: "a", count: 60_000))\r\n\r\n")
            #expect(long.hasPrefix("HTTP/1.1 401 ") && long.contains("has 60000 bytes"))
            let huge = try await server.answer(
                "\(start)Authorization: Bearer \(String(repeating: "a", count: 200_000))\r\n\r\n")
            #expect(!huge.contains(" 200 "))
            let good = try await server.answer(server.request("GET /payment-api/x HTTP/1.1", "Connection: close\r\n"))
            #expect(good.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("A client that asks before it sends its content is asked for it only if it may pass")
    func answersExpectations() async throws {
        try await SocketServer.run { server in
            let expecting = "Expect: 100-continue\r\nContent-Length: 3\r\n"
            try await server.converse { client in
                try await client.send(server.request("PUT /payment-api/x HTTP/1.1", expecting))
                #expect(try await client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
                try await client.send("abc")
                #expect(try await client.read(until: "bytes\n").hasSuffix("hello client-1, 3 bytes\n"))
            }
            let refused = try await server.answer("PUT /payment-api/x HTTP/1.1\r\nHost: a\r\n\(expecting)\r\n")
            #expect(refused.hasPrefix("HTTP/1.1 401 ") && refused.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test("HTTP/1.0 is answered as such, and its connection ends unless it asked for more")
    func answersOldClients() async throws {
        try await SocketServer.run { server in
            let answer = try await server.answer("GET /payment-api/x HTTP/1.0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.0 401 ") && answer.hasSuffix(Rejection.tokenMissing.body))
            try await server.converse { client in
                try await client.send("GET /payment-api/x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try await client.read(until: "}\n").contains("\r\nConnection: keep-alive\r\n"))
                try await client.send(server.request("GET /payment-api/x HTTP/1.0"))
                #expect(try await client.readToEnd().contains("hello client-1, 0 bytes\n"))
            }
        }
    }

    // MARK: - Waiting for keys

    @Test("While keys are fetched content and further requests are held, and others are answered")
    func waitsForKeys() async throws {
        try await SocketServer.run(hasKeys: false) { server in
            try await server.converse { client in
                let head = server.request("POST /payment-api/x HTTP/1.1", "Content-Length: 200000\r\n")
                try await client.send(head + String(repeating: "x", count: 100_000))
                try await server.test.clock.waitForSleepers()
                try await server.converse { other in
                    try await other.send(server.request("GET /nowhere HTTP/1.1"))
                    #expect(try await other.read(until: "}\n").hasPrefix("HTTP/1.1 404 "))
                }
                try server.test.install(server.test.forge)
                try await client.send(String(repeating: "x", count: 100_000) + server.request())
                #expect(try await client.read(until: "bytes\n").hasSuffix("hello client-1, 200000 bytes\n"))
                #expect(try await client.read(until: "bytes\n").hasSuffix("hello client-1, 0 bytes\n"))
            }
        }
    }

    @Test("Keys that do not come in time are 503, and the next request on the connection is read")
    func waitsInVain() async throws {
        try await SocketServer.run(hasKeys: false) { server in
            try await server.converse { client in
                try await client.send(server.request("POST /payment-api/x HTTP/1.1", "Content-Length: 3\r\n") + "abc")
                try await server.test.clock.waitForSleepers()
                server.test.clock.advance(by: .seconds(1))
                let answer = try await client.read(until: "}\n")
                #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("\r\nRetry-After: 5\r\n"))
                try server.test.install(server.test.forge)
                try await client.send(server.request())
                #expect(try await client.read(until: "bytes\n").contains("hello client-1, 0 bytes\n"))
            }
        }
    }

    @Test("A client that goes while keys are fetched leaves nothing behind")
    func forgetsThoseWhoGo() async throws {
        try await SocketServer.run(
            hasKeys: false, catalogue: { $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 1) }
        ) { server in
            try await server.converse { client in
                try await client.send(server.request("POST /payment-api/x HTTP/1.1", "Content-Length: 3\r\n") + "a")
                try await server.test.clock.waitForSleepers()
            }
            try server.test.install(server.test.forge)
            // Its place may be taken for the moment in which the decision is found to be nobody's.
            var answer = ""
            repeat {
                answer = try await server.answer(server.request("GET /payment-api/x HTTP/1.1", "Connection: close\r\n"))
            } while answer.hasPrefix("HTTP/1.1 429 ")
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }
}
