import HostileAnswers
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateOutbound

/// Security review S1, CWE-617: a status below 100 ended the process.
@Suite(
    "What a server sends that HTTP does not have is an error, and nothing worse", .realServers, .timeLimit(.minutes(5)))
struct AnswerGuardTests {
    /// What comes of a request that is answered with this.
    private func outcome(_ answer: RawAnswer) async throws -> Result<OutboundResponse, OutboundError> {
        let port = try await RawServer.start { _ in answer }
        let clients = OutboundClients(environment: [:])
        let result: Result<OutboundResponse, OutboundError>
        do throws(OutboundError) {
            result = .success(
                try await clients.client().send(OutboundRequest(url: "http://127.0.0.1:\(port)/a?secret=canary")))
        } catch {
            result = .failure(error)
        }
        try await clients.shutdown()
        return result
    }

    /// Why an answer cannot be used.
    private func defect(_ answer: String) async throws -> String? {
        guard case .failure(let error) = try await outcome(RawAnswer(answer)) else { return nil }
        guard case .unusableAnswer(_, let reason) = error else { return error.reason }
        #expect(!"\(error)".contains("canary"))
        return reason
    }

    @Test("A status below 100 is refused, with a body and without", arguments: [0, 1, 10, 99])
    func lowStatus(status: Int) async throws {
        for body in [[], Array("{}".utf8)] {
            let result = try await outcome(RawAnswer(status: status, body: body))
            guard case .failure(.unusableAnswer(_, let reason)) = result else {
                Issue.record("\(status): \(result)")
                continue
            }
            let digits = String(repeating: "0", count: 3 - "\(status)".count) + "\(status)"
            #expect(reason == "its status is \(digits), and there are only 100 to 999")
        }
    }

    @Test("A change of the protocol that nobody asked for is refused")
    func protocolSwitch() async throws {
        let answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
        #expect(try await defect(answer) == "it changes the protocol (101), which nobody asked for")
    }

    @Test("64 informational answers are passed over, and what they say is nothing to the answer; one more is too many")
    func informationalAnswers() async throws {
        let one = "HTTP/1.1 103 Early Hints\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"
        let last = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        let good = try await outcome(RawAnswer(String(repeating: one, count: 64) + last)).get()
        #expect(good.status == 200)
        #expect(good.body == Array("{}".utf8))
        #expect(good.header("Content-Encoding") == nil)
        #expect(
            try await defect(String(repeating: one, count: 65) + last)
                == "more than 64 informational answers (1xx) come before it")
    }

    @Test("200 header fields are read, 201 are too many")
    func fieldCount() async throws {
        func answer(_ count: Int) -> String {
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                + (1..<count).map { "X-\($0): a\r\n" }.joined() + "\r\n"
        }
        #expect(try await outcome(RawAnswer(answer(200))).get().headers.count == 200)
        #expect(try await defect(answer(201)) == "it has more than 200 header fields")
        // swift-nio's own limit, which lies behind.
        #expect(try await defect(answer(300)) == "its header fields are too long or too many")
    }

    @Test(
        "What stands beside the body is at most 64 KiB long, wherever it stands",
        arguments: [
            "HTTP/1.1 200 " + String(repeating: "r", count: 200_000),
            "HTTP/1.1 200 OK\r\n"
                + String(repeating: "X-A: " + String(repeating: "v", count: 1_000) + "\r\n", count: 150),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + String(repeating: "e", count: 200_000),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
                + String(repeating: "X-A: " + String(repeating: "v", count: 1_000) + "\r\n", count: 150),
            String(repeating: "\r\n", count: 100_000),
        ])
    func framing(answer: String) async throws {
        #expect(try await defect(answer) == "its head is longer than 65536 bytes")
    }

    @Test("Bodies are not counted as framing, in however small chunks they come")
    func smallChunks() async throws {
        let answer =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: "1\r\na\r\n", count: 50_000)
            + "0\r\n\r\n"
        #expect(try await outcome(RawAnswer(answer)).get().body.count == 50_000)
    }

    @Test("What is not HTTP/1.1 is told as that, and an answer that ends too early as that")
    func otherDefects() async throws {
        #expect(try await defect("SSH-2.0-OpenSSH_10.0\r\n")?.hasPrefix("it is not HTTP/1.1") == true)
        #expect(try await defect("HTTP/2.0 200 OK\r\n\r\n")?.hasPrefix("it is not HTTP/1.1") == true)
        let closed = "the connection was closed before the whole answer had come"
        #expect(try await defect("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab") == closed)
        #expect(try await defect("HTTP/1.1 200") == closed)
        #expect(try await defect("") == closed)
        #expect(try await defect("HTTP/1.1 100 Continue\r\n\r\n") == closed)
    }

    @Test("Bytes that nobody asked for, behind an answer, are nobody's: no request is answered with them")
    func unsolicited() async throws {
        let port = try await RawServer.start { _ in
            RawAnswer(
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngoodHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                closes: false)
        }
        let clients = OutboundClients(environment: [:])
        for _ in 0..<50 {
            // A request that meets the connection while it is being closed for that gets no answer.
            guard
                let response = try? await clients.client().send(OutboundRequest(url: "http://127.0.0.1:\(port)/"))
            else { continue }
            #expect(response.body == Array("good".utf8))
        }
        try await clients.shutdown()
    }

    @Test("Every status from 100 on that is no informational one is an answer, and the connection is used again")
    func everyOtherStatus() async throws {
        let port = try await RawServer.start { head in
            RawAnswer(status: RawServer.number(in: head), body: Array("{}".utf8))
        }
        let clients = OutboundClients(environment: [:])
        for status in 200...999 {
            let response = try await clients.client().send(OutboundRequest(url: "http://127.0.0.1:\(port)/n\(status)/"))
            #expect(response.status == status)
        }
        try await clients.shutdown()
    }
}
