import Testing
import Tollgate
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Requests that no client answers for are limited by address")
struct AddressLimitTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    private func gateway(_ change: @escaping (inout AddressLimits) -> Void) throws -> EmbeddedGateway {
        try EmbeddedGateway { source in
            change(&source.apis[0].addressLimits)
            source.apis[0].publicPaths = [PathPattern("/open").map { PathRule(pattern: $0) }].compactMap { $0 }
        }
    }

    /// The status of an answer, which an upstream has given if it was asked.
    private func ask(_ gateway: EmbeddedGateway, _ request: String, from address: String = "192.0.2.7") throws -> String
    {
        let client = try gateway.client(address: address)
        let count = gateway.connector.peers.count
        try client.send(request)
        gateway.takeTurns()
        if let upstream = gateway.connector.last, try upstream.received() != "" || gateway.connector.peers.count > count
        {
            try upstream.send(Self.ok)
        }
        let answer = try client.received()
        let retry = answer.split(separator: "Retry-After: ").dropFirst().first?.split(separator: "\r\n").first ?? ""
        return answer.split(separator: " ").dropFirst().first.map { "\($0) \(retry)" } ?? ""
    }

    private static let open = "GET /payment-api/open HTTP/1.1\r\nHost: h\r\n\r\n"
    private static func token(_ text: String) -> String {
        "GET /payment-api/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(text)\r\n\r\n"
    }

    @Test("What needs no token has a rate for each address, an IPv6 network being one")
    func limitsPublic() throws {
        let gateway = try gateway { $0.publicRate = .limited(requests: 2, seconds: 60) }
        for address in ["192.0.2.7", "2001:db8::1"] {
            for _ in 0..<2 { #expect(try ask(gateway, Self.open, from: address) == "200 ") }
            #expect(try ask(gateway, Self.open, from: address) == "429 30")
        }
        #expect(try ask(gateway, Self.open, from: "2001:db8::ffff:2") == "429 30")
        #expect(try ask(gateway, Self.open, from: "2001:db8:0:1::1") == "200 ")
        #expect(gateway.observer.seen.outcomes.suffix(2) == [.rejected(.rateExceeded), .open])
        // A client with a token is another matter.
        #expect(try ask(gateway, gateway.request()) == "200 ")
        gateway.advance(by: .seconds(30))
        #expect(try ask(gateway, Self.open) == "200 ")
        #expect(try ask(gateway, Self.open) == "429 30")
    }

    @Test("After too many tokens that fail only remembered ones are looked at")
    func limitsFailures() throws {
        let gateway = try gateway { $0.failedTokenRate = .limited(requests: 2, seconds: 60) }
        let known = gateway.token(client: "known")
        #expect(try ask(gateway, Self.token(known)) == "200 ")
        // None at all is no failure.
        for _ in 0..<5 {
            #expect(try ask(gateway, "GET /payment-api/x HTTP/1.1\r\nHost: h\r\n\r\n") == "401 ")
        }
        for _ in 0..<2 { #expect(try ask(gateway, Self.token("a.b.c")) == "401 ") }
        #expect(try ask(gateway, Self.token("a.b.c")) == "429 30")
        #expect(try ask(gateway, Self.token(gateway.token(client: "new"))) == "429 30")
        #expect(try ask(gateway, Self.token(known)) == "200 ")
        #expect(try ask(gateway, Self.token("a.b.c"), from: "192.0.2.8") == "401 ")
        gateway.advance(by: .seconds(60))
        let last = try ask(gateway, Self.token(gateway.token(client: "new")))
        #expect(last == "200 ")
    }

    @Test("Addresses whose buckets are full are forgotten, and never more are kept than there is room for")
    func forgets() {
        let buckets = AddressBuckets()
        let rate = RateLimit.limited(requests: 1, seconds: 1)
        for round in 0..<3 {
            for number in 0..<40_000 {
                let address = "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
                #expect(buckets.wait(rate, .open, of: "a", from: address, at: Int64(round) * 2_000_000_000) == nil)
            }
        }
        #expect(buckets.count < 80_000)
        #expect(buckets.wait(rate, .open, of: "a", from: "", at: 0) == nil)
        #expect(buckets.wait(nil, .open, of: "a", from: "10.0.0.1", at: 0) == nil)
        #expect(buckets.wait(.unlimited, .open, of: "a", from: "10.0.0.1", at: 0) == nil)
        #expect(buckets.wait(rate, .failedToken, of: "a", from: "10.0.0.1", at: 4_000_000_000) == nil)
        #expect(buckets.wait(rate, .open, of: "b", from: "10.0.0.1", at: 4_000_000_000) == nil)
        #expect(buckets.wait(rate, .open, of: "b", from: "10.0.0.1", at: 4_000_000_000) == 1)
    }
}
