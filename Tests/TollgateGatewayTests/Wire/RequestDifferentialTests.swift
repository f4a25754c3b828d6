import Foundation
import NIOCore
import Testing
import TollgateTesting

@testable import TollgateGateway

@Suite("What the parser of requests accepts, llhttp without leniency accepts as well, and as the same requests")
struct RequestDifferentialTests {
    private static let head = "Host: a\r\nUser-Agent: x/1 (y; z)\r\nAccept: */*\r\n"

    /// Requests that are spoilt: of each kind that there is.
    private static let seeds = [
        "GET /a?b=c%20d HTTP/1.1\r\n\(head)\r\n", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "POST /a HTTP/1.1\r\n\(head)Content-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\n\(head)\r\n",
        "PUT /a HTTP/1.1\r\n\(head)Transfer-Encoding: chunked\r\n\r\n5;a=\"b\"\r\nhello\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n",
        "POST /a HTTP/1.1\r\n\(head)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nDELETE /c HTTP/1.1\r\n\(head)\r\n",
        "OPTIONS * HTTP/1.1\r\n\(head)Connection: close\r\n\r\n",
        "GET http://a/b HTTP/1.1\r\n\(head)X-Long: \(String(repeating: "0123456789", count: 40))\r\n\r\n",
        "PATCH /a HTTP/1.1\r\n\(head)Expect: 100-continue\r\nContent-Length: 3\r\nTE: trailers\r\n\r\nabc",
    ].map { Array($0.utf8) }

    @Test("Thousands of spoilt requests, in parts of any lengths, are read as llhttp reads them, or refused")
    func agrees() {
        let count = ProcessInfo.processInfo.environment["TOLLGATE_DIFFERENTIAL_REQUESTS"].flatMap { Int($0) } ?? 10_000
        var mutation = Mutation(generator: SeededGenerator(seed: 7))
        var accepted = 0
        var refused = 0
        for _ in 0..<count {
            let bytes = mutation.spoil(Self.seeds.randomElement(using: &mutation.generator) ?? [])
            let comparison = RequestComparison(mutation.parts(of: bytes))
            accepted += comparison.own.count
            if comparison.fault != nil { refused += 1 }
            guard let difference = comparison.difference else { continue }
            Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription): \(difference)")
        }
        #expect(accepted > count / 4 && refused > count / 4)
    }

    @Test("Requests that are right are read alike, however they are cut")
    func readsAlike() {
        for seed in Self.seeds {
            for cut in 1..<seed.count {
                let comparison = RequestComparison([Array(seed[..<cut]), Array(seed[cut...])])
                #expect(comparison.fault == nil && !comparison.hasOthersFault)
                #expect(comparison.own.count == comparison.others.count)
            }
        }
    }
}
