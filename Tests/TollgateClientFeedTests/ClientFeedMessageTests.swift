import Testing

@testable import TollgateClientFeed

@Suite("The registrar and its gates write and read the same messages")
struct ClientFeedMessageTests {
    private static let entries = [
        ClientFeedEntry(issuer: "https://idp.example", clientID: "c1", state: .active),
        ClientFeedEntry(
            issuer: "https://idp.example/\u{2028}", clientID: "é\n\"\\", state: .suspended,
            grants: [.init(scopes: ["a", "b"], startsAt: 1, endsAt: 2), .init(scopes: [])]),
        ClientFeedEntry(issuer: "", clientID: "", state: .deleted),
        ClientFeedEntry(issuer: "i", clientID: "c", state: .deleted, confirmedAt: 1_700_000_000),
        ClientFeedEntry(issuer: "i", clientID: "c", state: .forgotten),
    ]

    @Test("What the registrar writes a gate reads, whatever is in it")
    func roundTrip() throws {
        let messages = [.reset] + Self.entries.map(ClientFeedMessage.client) + [.complete]
        var parser = ServerSentEventParser()
        let text = messages.enumerated().map { $1.event(id: "f:\($0)").text }.joined()
        let events = try parser.events(after: text.utf8)
        #expect(try events.map { try ClientFeedMessage($0) } == messages)
        #expect(events.map(\.lastEventID) == messages.indices.map { "f:\($0)" })
    }

    @Test("The form on the wire is the documented one")
    func wireForm() {
        let entry = ClientFeedEntry(
            issuer: "https://idp.example", clientID: "c1", state: .active,
            grants: [.init(scopes: ["orders", "gold"], startsAt: 5)])
        #expect(
            ClientFeedMessage.client(entry).event(id: "a-7").text == """
                id: a-7
                event: client
                data: {"client_id":"c1","grants":[{"scopes":["orders","gold"],"starts_at":5}],\
                "issuer":"https://idp.example","state":"active"}


                """)
        #expect(ClientFeedMessage.reset.event().text == "event: reset\ndata: {}\n\n")
    }

    @Test("An event that this version does not know is passed over, and members that it does not know are")
    func isOpen() throws {
        #expect(try ClientFeedMessage(ServerSentEvent(name: "later", data: "?")) == nil)
        let data = #"{"issuer":"i","client_id":"c","state":"active","grants":[{"scopes":[],"x":1}],"later":[{}]}"#
        let message = try ClientFeedMessage(ServerSentEvent(name: "client", data: data))
        #expect(
            message
                == .client(
                    ClientFeedEntry(issuer: "i", clientID: "c", state: .active, grants: [.init(scopes: [])])))
    }

    @Test(
        "Data that is no client's is malformed",
        arguments: [
            "", "{", "[]", "null", #"{"issuer":1}"#, #"{"issuer":"i","client_id":"c","state":"odd","grants":[]}"#,
            #"{"issuer":"i","client_id":"c","state":"active"}"#,
            #"{"issuer":"i","client_id":"c","state":"active","grants":[{"scopes":[],"ends_at":1e99}]}"#,
        ])
    func malformed(data: String) {
        #expect(throws: ClientFeedError.malformed(event: "3")) {
            try ClientFeedMessage(ServerSentEvent(name: "client", data: data, lastEventID: "3"))
        }
    }
}
