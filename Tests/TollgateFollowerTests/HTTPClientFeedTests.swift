import AsyncHTTPClient
import HTTPTypes
import HostileAnswers
import Hummingbird
import NIOCore
import ServerTesting
import Testing
import TollgateClientFeed

@testable import TollgateFollower
@testable import TollgateOutbound

@Suite("The feed is followed over HTTP", .realServers, .timeLimit(.minutes(5)))
struct HTTPClientFeedTests {
    private func messages(
        after id: String = "", answering answer: @escaping HostileServer.Answer
    ) async throws -> (messages: [String], error: ClientFeedError?) {
        let (results, continuation) = AsyncStream.makeStream(of: ([String], ClientFeedError?).self)
        try await HostileServer.run(answering: answer) { base in
            let clients = OutboundClients(environment: [:])
            var seen: [String] = []
            do throws(ClientFeedError) {
                try await HTTPClientFeed(url: base + "/api/client_feed", token: "s3cret", clients: clients).follow(
                    after: id
                ) { event throws(ClientFeedError) in
                    guard case .message(let message, let id) = event else { return }
                    seen.append(message.event(id: id).text)
                }
            } catch {
                continuation.yield((seen, error))
            }
            continuation.finish()
            try await clients.shutdown()
        }
        for await result in results { return result }
        return ([], nil)
    }

    private static func stream(_ text: String) -> Response {
        HostileServer.json(text, headers: [.contentType: "text/event-stream; charset=utf-8"])
    }

    @Test("It presents its token and where to resume, skips what it does not know, and gives each message once")
    func follows() async throws {
        let entry = ClientFeedMessage.client(
            ClientFeedEntry(
                issuer: "https://idp.example", clientID: "é", state: .active,
                grants: [.init(scopes: ["a", "b"], startsAt: 1, endsAt: 2)]))
        let sent =
            entry.event(id: "f:8").text + ": still here\n\nevent: later\ndata: {}\n\n"
            + ClientFeedMessage.complete.event(id: "f:9").text
        let (messages, error) = try await messages(after: "f:7") { request in
            let headers = request.headers
            guard headers[.authorization] == "Bearer s3cret", headers[.accept] == "text/event-stream",
                headers[.init("Last-Event-ID")!] == "f:7", request.uri.path == "/api/client_feed"
            else { return HostileServer.json("", status: .badRequest) }
            return Self.stream(sent)
        }
        #expect(messages == [entry.event(id: "f:8").text, ClientFeedMessage.complete.event(id: "f:9").text])
        #expect(error == .ended)
    }

    @Test("What is no feed is told apart: another status, another type, data that is no client")
    func refuses() async throws {
        let unauthorized = try await messages { _ in HostileServer.json("{}", status: .unauthorized) }
        #expect(unauthorized.error == .refused(status: 401))
        #expect(unauthorized.error?.description.contains("token") == true)
        let page = try await messages { _ in HostileServer.json("<html>", headers: [.contentType: "text/html"]) }
        #expect(page.error == .notAnEventStream(contentType: "text/html"))
        for data in [
            "{", "[]", "{\"issuer\":1}", "{\"issuer\":\"i\",\"client_id\":\"c\",\"state\":\"odd\",\"grants\":[]}",
        ] {
            let bad = try await messages { _ in Self.stream("id: 3\nevent: client\ndata: \(data)\n\n") }
            #expect(bad.error == .malformed(event: "3"))
        }
        let redirect = try await messages { _ in
            Response(status: .found, headers: [.location: "http://127.0.0.1:1/"])
        }
        #expect(redirect.error == .refused(status: 302))
    }

    @Test("A stream without an end, an id that cannot be sent back and half an event end the connection only")
    func isBounded() async throws {
        let good = ClientFeedMessage.complete.event(id: "f:1").text
        for endless in [
            String(repeating: "x", count: 3 << 20), String(repeating: ":", count: 3 << 20),
            String(repeating: "data: 0123456789\n", count: 200_000), "data: " + String(repeating: "\"", count: 3 << 20),
        ] {
            let (messages, error) = try await messages { _ in Self.stream(good + endless) }
            #expect(messages == [good])
            #expect(error == .tooLong(limitBytes: 1 << 20))
        }
        for id in [String(repeating: "9", count: 201), "a b", "é", "\u{7F}"] {
            let (messages, error) = try await messages { _ in
                Self.stream(good + "id: \(id)\nevent: complete\ndata: {}\n\n")
            }
            #expect(messages == [good])
            #expect(error == .malformed(event: "whose id cannot be sent back"))
        }
        let half = try await messages { _ in Self.stream(good + "id: f:2\nevent: client\ndata: {\"issuer\"") }
        #expect(half.messages == [good])
        #expect(half.error == .ended)
        for status in [HTTPResponse.Status.forbidden, .internalServerError, .movedPermanently, .noContent] {
            let answer = try await messages { _ in
                HostileServer.json(good, status: status, headers: [.location: "http://127.0.0.1:1/"])
            }
            #expect(answer.error == .refused(status: status.code))
            #expect(answer.messages.isEmpty)
        }
    }

    @Test("It asks for a stream that is not compressed, and refuses one that is by the coding's name")
    func isNotCompressed() async throws {
        let (messages, error) = try await messages { request in
            #expect(request.headers[.acceptEncoding] == "identity")
            return HostileServer.json("", headers: [.contentType: "text/event-stream", .contentEncoding: "gzip"])
        }
        #expect(messages.isEmpty)
        #expect(
            error
                == .disconnected(
                    reason: "it is compressed with gzip, which was not asked for; no coding is understood here"))
    }

    @Test("An event that drips in holds up the others for a minute, and no longer")
    func drips() throws {
        var deadline = EventDeadline()
        let start = ContinuousClock.now
        func check(_ seconds: Int, isMidEvent: Bool = true, hasEnded: Bool = false) throws(ClientFeedError) {
            try deadline.check(isMidEvent: isMidEvent, hasEnded: hasEnded, at: start + .seconds(seconds))
        }
        try check(0)
        try check(60)
        try check(61, isMidEvent: false, hasEnded: true)
        try check(100)
        try check(150, hasEnded: true)
        try check(210)
        #expect(throws: ClientFeedError.disconnected(reason: "an event takes longer than 60.0 seconds")) {
            try check(211)
        }
    }

    @Test("A registrar that is not there is told in one line")
    func isUnreachable() async throws {
        let clients = OutboundClients(environment: [:])
        await #expect(throws: ClientFeedError.disconnected(reason: "connection refused")) {
            try await HTTPClientFeed(url: "http://127.0.0.1:1/feed", token: "", clients: clients).follow(after: "") {
                _ in
            }
        }
        try await clients.shutdown()
    }
}
