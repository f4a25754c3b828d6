import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Durations of requests are counted by API and fate")
struct LatencyTests {
    @Test("A duration counts for the first bound that is no less", arguments: LatencyBook.bounds.indices)
    func findsBounds(place: Int) {
        let bound = LatencyBook.bounds[place]
        #expect(LatencyBook.place(of: bound) == place)
        #expect(LatencyBook.place(of: bound + 1) == place + 1)
        #expect(LatencyBook.place(of: 0) == 0 && LatencyBook.place(of: .max) == LatencyBook.bounds.count)
    }

    @Test("Each request counts once, from the end of its head to the end of its answer")
    func counts() throws {
        let gateway = try EmbeddedGateway()
        func ask(_ request: String, _ then: (EmbeddedPeer) throws -> Void = { _ in }) throws {
            let client = try gateway.client()
            try client.send(request)
            try then(client)
        }
        for milliseconds in [3, 30] {
            try ask(gateway.request()) { _ in
                gateway.advance(by: .milliseconds(milliseconds))
                try gateway.connector.last?.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")
                gateway.advance(by: .milliseconds(milliseconds))
                try gateway.connector.last?.send("b")
            }
        }
        try ask("GET /payment-api/x HTTP/1.1\r\nHost: h\r\n\r\n")
        try ask("GET /other HTTP/1.1\r\nHost: h\r\n\r\n")
        try ask(gateway.request()) {
            gateway.connector.behaviour = .waits
            gateway.advance(by: .milliseconds(100))
            $0.vanish()
            gateway.connector.behaviour = .connects
        }
        try ask(gateway.request()) { _ in gateway.advance(by: .seconds(62)) }
        let found = gateway.loop.ledger.latencies.series.filter { $0.count > 0 }
        func sum(_ api: String, _ fate: RequestFate) -> [UInt64] {
            found.filter { $0.api == api && $0.fate == fate }.flatMap { [$0.count, $0.nanoseconds / 1_000_000] }
        }
        #expect(sum("payments", .admitted) == [2, 66])
        #expect(sum("payments", .rejected) == [1, 0] && sum("", .rejected) == [1, 0])
        #expect(sum("payments", .aborted) == [1, 100])
        #expect(sum("payments", .failed) == [1, 62_000])
        #expect(found.count == 5)
        let admitted = try #require(found.first { $0.fate == .admitted })
        #expect(admitted.counts[LatencyBook.place(of: 6_000_000)] == 1)
        #expect(admitted.counts[LatencyBook.place(of: 60_000_000)] == 1)
    }

    @Test("What was counted of an API outlives a reload")
    func outlivesReload() throws {
        let gateway = try EmbeddedGateway()
        for _ in 0..<2 {
            try gateway.client().send("GET /payment-api/x HTTP/1.1\r\nHost: h\r\n\r\n")
            try gateway.reload { $0.apis[0].upstream = "http://other.example/" }
            gateway.advance(by: .milliseconds(100))
        }
        #expect(gateway.loop.ledger.latencies.histogram(of: "payments").counts(of: .rejected).counts.reduce(0, +) == 2)
    }
}
