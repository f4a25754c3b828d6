import AsyncHTTPClient
import Hummingbird
import NIOCore
import Testing
import TollgateFeed

@testable import TollgateHTTP

@Suite("The feed is followed over HTTP", .timeLimit(.minutes(5)))
struct HTTPClientFeedTests {
    private func messages(
        after id: String = "", answering answer: @escaping HostileServer.Answer
    ) async throws -> (messages: [String], error: ClientFeedError?) {
        let (results, continuation) = AsyncStream.makeStream(of: ([String], ClientFeedError?).self)
        try await HostileServer.run(answering: answer) { base in
            let client = HTTPClientFeed.makeHTTPClient()
            var seen: [String] = []
            do throws(ClientFeedError) {
                try await HTTPClientFeed(url: base + "/api/client_feed", token: "s3cret", client: client).follow(
                    after: id
                ) { (message, id) throws(ClientFeedError) in
                    seen.append(message.event(id: id).text)
                }
            } catch {
                continuation.yield((seen, error))
            }
            continuation.finish()
            try await client.shutdown()
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

    @Test("A registrar that is not there is told in one line")
    func isUnreachable() async throws {
        let client = HTTPClientFeed.makeHTTPClient()
        await #expect(throws: ClientFeedError.disconnected(reason: "connection refused")) {
            try await HTTPClientFeed(url: "http://127.0.0.1:1/feed", token: "", client: client).follow(after: "") {
                _, _ in
            }
        }
        try await client.shutdown()
    }
}
