import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateTesting

@testable import TollgateNIO

@Suite("A request that may not pass is answered in full, and the next handler never sees it")
struct RefusalTests {
    @Test("Without a token the answer has a challenge, a body and a date, and the connection goes on")
    func challenges() throws {
        let server = try EmbeddedServer()
        server.request(headers: HTTPHeaders([("Host", "a")]))
        let answer = try #require(try server.answer())
        #expect(answer.status == 401 && answer.hasEnded)
        #expect(
            answer.head.headers.map { "\($0.name): \($0.value)" } == [
                "Content-Type: application/json", "Cache-Control: no-store",
                "WWW-Authenticate: Bearer realm=\"payments\"", "Date: Tue, 14 Nov 2023 22:13:20 GMT",
                "Content-Length: \(answer.text.utf8.count)",
            ])
        #expect(answer.text == Rejection.tokenMissing.body)
        #expect(server.handler.seen.isEmpty)
        server.request()
        #expect(try server.answer()?.status == 200)
    }

    @Test(
        "Rows 39, 40: two fields, a token in the query, and anything but one bearer token",
        arguments: [
            (["Bearer a.b.c", "Bearer a.b.c"], "/payment-api/x", 400, "request_malformed"),
            (["Basic x", "Bearer a.b.c"], "/payment-api/x", 400, "request_malformed"),
            (["Basic x, Bearer a.b.c"], "/payment-api/x", 400, "request_malformed"),
            (["Bearer a.b.c"], "/payment-api/x?access%5Ftoken=y", 400, "request_malformed"),
            (["Bearer a b"], "/payment-api/x", 400, "request_malformed"),
            (["Bearer a\r\n b"], "/payment-api/x", 400, "request_malformed"),
            (["Bearer"], "/payment-api/x", 400, "request_malformed"), ([" "], "/payment-api/x", 401, "token_missing"),
            (["Basic x"], "/payment-api/x", 401, "token_missing"),
            (["\tBearer a.b.c "], "/payment-api/x", 401, "token_malformed"),
            ([String(repeating: "x", count: 70_000)], "/payment-api/x", 401, "token_missing"),
        ] as [([String], String, UInt, String)])
    func refusesCredentials(values: [String], target: String, status: UInt, code: String) throws {
        let server = try EmbeddedServer()
        server.request(.GET, target, HTTPHeaders(values.map { ("authorization", $0) }))
        let answer = try #require(try server.answer())
        #expect(answer.status == status)
        #expect(answer.text.contains("\"code\":\"\(code)\""))
        #expect(server.handler.seen.isEmpty)
    }

    @Test("A token that is too long is told its length and the longest that is read")
    func tellsTheLength() throws {
        let server = try EmbeddedServer()
        server.request(headers: server.headers(token: String(repeating: "a", count: 9_000)))
        #expect(try server.answer()?.text.contains("has 9000 bytes; at most 8192") == true)
    }

    @Test(
        "Outside of all APIs, at an ambiguous path and with forms that have none",
        arguments: [
            ("/elsewhere", 404, "not_found"), ("/payment-api/../x", 400, "path_rejected"), ("*", 400, "path_rejected"),
            ("http://server.example/payment-api/x", 400, "path_rejected"), ("", 400, "path_rejected"),
        ] as [(String, UInt, String)])
    func refusesTargets(target: String, status: UInt, code: String) throws {
        let server = try EmbeddedServer()
        server.request(.GET, target, server.headers())
        let answer = try #require(try server.answer())
        #expect(answer.status == status && answer.text.contains("\"code\":\"\(code)\""))
        #expect(answer.header("WWW-Authenticate") == nil)
    }

    @Test("An answer to HEAD has no content and tells its length")
    func answersHEAD() throws {
        let server = try EmbeddedServer()
        server.request(.HEAD, "/payment-api/x", HTTPHeaders())
        let answer = try #require(try server.answer())
        #expect(answer.text.isEmpty && answer.hasEnded)
        #expect(answer.header("Content-Length") == "\(Rejection.tokenMissing.body.utf8.count)")
    }

    @Test("A request beyond the rate gets 429 with what is left and when to try again")
    func limits() throws {
        let server = try EmbeddedServer { $0.policies[1].limits = Limits(rate: .limited(requests: 1, seconds: 10)) }
        let token = server.token()
        server.request(headers: server.headers(token: token))
        server.request(headers: server.headers(token: token))
        let answer = try #require(try server.answers().last)
        #expect(answer.status == 429 && answer.header("Retry-After") == "10")
        #expect(answer.header("RateLimit") == "\"free-limits:rate\";r=0;t=10")
        #expect(server.handler.heads.count == 1)
    }

    @Test("The metadata of a resource is answered without a token, and a preflight for it has no content")
    func describesResources() throws {
        let server = try EmbeddedServer { $0.apis[0].resource = "https://api.example/payment-api" }
        let path = "/.well-known/oauth-protected-resource/payment-api"
        server.request(.GET, path, HTTPHeaders())
        server.request(.OPTIONS, path, HTTPHeaders())
        let answers = try server.answers()
        #expect(answers.map(\.status) == [200, 204])
        #expect(answers.first?.text.contains("\"resource\":\"https://api.example/payment-api\"") == true)
        #expect(answers.last?.header("Content-Length") == nil)
    }

    @Test("Observers see every decision with its credential")
    func tellsObservers() throws {
        let observer = RecordingObserver()
        let server = try EmbeddedServer(configuration: { $0.observers = [observer] })
        server.request()
        server.request(headers: HTTPHeaders())
        #expect(observer.seen == ["admit with", "token_missing without"])
    }

    // MARK: - The rest of the request

    @Test("The content of a rejected request is thrown away, and the next request is read behind it")
    func discards() throws {
        let server = try EmbeddedServer()
        server.sendHead(.POST, "/payment-api/x", HTTPHeaders([("Content-Length", "10")]))
        #expect(try server.answer()?.status == 401)
        server.sendBody("GET /pay")
        server.sendBody("ment")
        server.sendEnd()
        #expect(server.handler.seen.isEmpty && server.isOpen)
        server.request()
        #expect(try server.answer()?.status == 200)
    }

    @Test("More content than is thrown away ends the connection, announced or not")
    func discardsNoMore() throws {
        let server = try EmbeddedServer(configuration: { $0.maximumDiscardedBytes = 10 })
        server.sendHead(.POST, "/payment-api/x", HTTPHeaders([("Transfer-Encoding", "chunked")]))
        #expect(try server.answer()?.header("Connection") == nil)
        server.sendBody("0123456789")
        #expect(server.isOpen)
        server.sendBody("0")
        #expect(!server.isOpen)

        let other = try EmbeddedServer(configuration: { $0.maximumDiscardedBytes = 10 })
        other.sendHead(.POST, "/payment-api/x", HTTPHeaders([("Content-Length", "11")]))
        #expect(try other.answer()?.header("Connection") == "close")
        #expect(other.isOpen && other.hasClosedOutput)
        other.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!other.isOpen)
    }

    @Test(
        "The connection ends with the answer where the client said so, or would not send what it announced",
        arguments: [
            (HTTPVersion.http1_1, [("Connection", "close")], true), (.http1_0, [], true),
            (.http1_0, [("Connection", "keep-alive")], false), (.http1_1, [("Connection", "keep-alive")], false),
            (.http1_1, [("Expect", "100-Continue"), ("Content-Length", "5")], true),
            (.http1_1, [("Expect", "something"), ("Content-Length", "5")], false),
        ] as [(HTTPVersion, [(String, String)], Bool)])
    func ends(version: HTTPVersion, headers: [(String, String)], ends: Bool) throws {
        let server = try EmbeddedServer()
        server.sendHead(.POST, "/payment-api/x", HTTPHeaders(headers), version: version)
        let answer = try #require(try server.answer())
        #expect(answer.status == 401 && answer.head.version == version)
        #expect(answer.header("Connection") == (ends ? "close" : version == .http1_0 ? "keep-alive" : nil))
        #expect(server.isOpen && server.hasClosedOutput == ends)
        server.sendEnd()
        #expect(server.isOpen != ends)
    }

    @Test("A request behind the last one is not looked at")
    func ignoresWhatFollows() throws {
        let server = try EmbeddedServer()
        server.sendHead(.GET, "/payment-api/x", HTTPHeaders([("Connection", "close")]))
        server.sendEnd()
        server.request()
        #expect(try server.answers().count == 1)
        #expect(server.handler.seen.isEmpty)
    }
}

/// Keeps the outcome of each decision.
private final class RecordingObserver: DecisionObserver {
    private let state = Lock<[String]>([])

    var seen: [String] { state.withLock { $0 } }

    func decided(_ event: DecisionEvent) {
        let outcome =
            switch event.decision {
            case .admit: "admit"
            case .reject(let rejection, _): rejection.code
            case .waiting: "waiting"
            }
        state.withLock { $0.append(outcome + (event.credential == nil ? " without" : " with")) }
    }
}
