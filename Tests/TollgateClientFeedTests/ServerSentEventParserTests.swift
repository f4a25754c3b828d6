import Testing

@testable import TollgateClientFeed

@Suite("An event stream is read as WHATWG HTML §9.2 has it")
struct ServerSentEventParserTests {
    private func events(_ text: String, piece: Int = .max) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        var events: [ServerSentEvent] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            events += try parser.events(after: rest.prefix(piece))
            rest = rest.dropFirst(piece)
        }
        return events
    }

    @Test("The standard's own examples give the events that it says")
    func standardExamples() throws {
        #expect(try events("data: YHOO\ndata: +2\ndata: 10\n\n") == [ServerSentEvent(data: "YHOO\n+2\n10")])
        #expect(
            try events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n")
                == [
                    ServerSentEvent(data: "first event", lastEventID: "1"), ServerSentEvent(data: "second event"),
                    ServerSentEvent(data: " third event"),
                ])
        #expect(
            try events("data\n\ndata\ndata\n\ndata:") == [ServerSentEvent(data: ""), ServerSentEvent(data: "\n")])
        #expect(
            try events("data:test\n\ndata: test\n\n") == [ServerSentEvent(data: "test"), ServerSentEvent(data: "test")])
    }

    @Test(
        "It does not matter how lines end, nor how the bytes are cut", arguments: ["\n", "\r", "\r\n"],
        [1, 2, 3, 7, 1_000])
    func anyCut(end: String, piece: Int) throws {
        let lines = ["\u{FEFF}id: 7", "event: client", "data: {\"a\":", "data: \"é\"}", "retry: 10", "unknown", "", ""]
        #expect(
            try events(lines.joined(separator: end), piece: piece) == [
                ServerSentEvent(name: "client", data: "{\"a\":\n\"é\"}", lastEventID: "7")
            ])
    }

    @Test("What is written is read again")
    func roundTrip() throws {
        let event = ServerSentEvent(name: "client", data: "a\n\nb: c", lastEventID: "f:12")
        #expect(try events(event.text) == [event])
    }

    @Test("A line or an event that never ends is given up at the limit")
    func isBounded() {
        var parser = ServerSentEventParser(maximumEventBytes: 100)
        #expect(throws: ClientFeedError.tooLong(limitBytes: 100)) {
            for _ in 0..<20 { _ = try parser.events(after: Array("data: 12345\n".utf8)) }
        }
        var other = ServerSentEventParser(maximumEventBytes: 100)
        #expect(throws: ClientFeedError.tooLong(limitBytes: 100)) {
            _ = try other.events(after: [UInt8](repeating: 0x3A, count: 101))
        }
    }

    @Test("An id with a zero byte is ignored, and bytes that are not UTF-8 do no harm")
    func strangeBytes() throws {
        var parser = ServerSentEventParser()
        let bytes = Array("id: 1\nid: 2\u{0}3\ndata: ".utf8) + [0xFF, 0xC0] + Array("\n\n".utf8)
        let events = try parser.events(after: bytes)
        #expect(events.map(\.lastEventID) == ["1"])
    }
}
