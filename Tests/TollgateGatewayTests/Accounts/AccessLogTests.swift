import Foundation
import NIOCore
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConcurrency

@testable import TollgateGateway

@Suite("Each request has one line in the access log, with nothing of its token")
struct AccessLogTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let get = "GET /payment-api/x HTTP/1.1"

    private func log(sample: Double = 1, query: Bool = false, capacity: Int = 100_000) -> AccessLog {
        AccessLog(sample: sample, includesQuery: query, capacity: capacity, wallClock: { 1_700_000_000_123_456_789 })
    }

    private func lines(_ log: AccessLog) throws -> [[String: Any]] {
        let text = String(decoding: log.take().bytes, as: UTF8.self)
        return try text.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test("A line says who, what, how long and how much")
    func writesLine() throws {
        let log = log()
        let gateway = try EmbeddedGateway(log: log)
        let client = try gateway.client()
        let token = gateway.token()
        let more =
            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nContent-Length: 3\r\n"
        try client.send(gateway.request("POST /payment-api/a?b=secret HTTP/1.1", more, token: token) + "abc")
        gateway.advance(by: .milliseconds(250))
        try gateway.connector.last?.send(Self.ok)
        let text = String(decoding: log.take().bytes, as: UTF8.self)
        #expect(
            text == #"{"time":"2023-11-14T22:13:19.873Z","code":"admit","status":200,"api":"payments","#
                + #""method":"POST","path":"/payment-api/a","host":"gateway.example","#
                + #""client":"client-1","policies":["free-limits","payments-access"],"#
                + #""duration_ms":250.000,"gate_ms":0.000,"upstream_ms":250.000,"#
                + #""upstream":"http://upstream.example:9000/base/","upstream_choice":"only","#
                + #""request_bytes":3,"response_bytes":5,"#
                + #""trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","address":"192.0.2.7"}"# + "\n")
        let signature = try #require(token.split(separator: ".").last)
        #expect(!text.contains(signature) && !text.contains("secret"))
    }

    @Test("Whatever becomes of a request has its code and its status, once")
    func writesEveryEnd() throws {
        let log = log(sample: 0)
        let gateway = try EmbeddedGateway(catalogue: { $0.apis[0].bounds.maximumBodyBytes = 2 }, log: log)
        func ask(_ request: String, _ then: (EmbeddedPeer) throws -> Void = { _ in }) throws -> [String] {
            let client = try gateway.client()
            try client.send(request)
            try then(client)
            return try lines(log).map { "\($0["code"] ?? "") \($0["status"] ?? "") \($0["client"] ?? "-")" }
        }
        func answer(_ text: String) throws { try gateway.connector.last?.send(text) }
        #expect(try ask("\(Self.get)\r\nHost: h\r\n\r\n") == ["token_missing 401 -"])
        #expect(try ask(gateway.request(Self.get, token: "a.b.c")) == ["token_malformed 401 -"])
        #expect(try ask("GET /other HTTP/1.1\r\nHost: h\r\n\r\n") == ["not_found 404 -"])
        #expect(try ask("GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n") == ["path_rejected 400 -"])
        #expect(try ask("GET / HTTP/1.1\r\n\r\n") == ["bad_request 400 -"])
        #expect(try ask("nonsense\r\n\r\n") == ["bad_request 400 -"])
        let long = gateway.request("POST /payment-api/x HTTP/1.1", "Content-Length: 3\r\n")
        #expect(try ask(long) == ["content_too_long 413 -"])
        #expect(try ask(gateway.request()) { $0.vanish() } == ["client_gone 0 client-1"])
        #expect(try ask(gateway.request()) { _ in try answer("none\r\n\r\n") } == ["upstream_unavailable 502 client-1"])
        let half = try ask(gateway.request()) { _ in
            try answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            gateway.connector.last?.vanish()
        }
        #expect(half == ["upstream_unavailable 200 client-1"])
        // Those that were let pass and answered are sampled, which is none of them here.
        #expect(try ask(gateway.request()) { _ in try answer(Self.ok) } == [])
        let chunked = gateway.request("POST /payment-api/x HTTP/1.1", "Transfer-Encoding: chunked\r\n")
        #expect(try ask(chunked + "3\r\nabc\r\n") == ["content_too_long 413 client-1"])
        #expect(try ask(chunked + "x\r\n") == ["bad_request 400 client-1"])
    }

    @Test("A token that verifies is told with its refusal, and so is what an API only observes")
    func namesRefusedClients() throws {
        let log = log()
        let gateway = try EmbeddedGateway(log: log)
        let token = gateway.token(client: "eve", scope: "free_plan")
        let client = try gateway.client()
        // The first time it is not remembered yet.
        for _ in 0..<2 { try client.send(gateway.request(token: token)) }
        let line = try #require(try lines(log).last)
        #expect(line["code"] as? String == "scope_insufficient" && line["client"] as? String == "eve")
        try gateway.reload { $0.apis[0].mode = .observe }
        try client.send(gateway.request(token: token))
        try gateway.connector.last?.send(Self.ok)
        let observed = try #require(try lines(log).last)
        #expect(observed["code"] as? String == "scope_insufficient" && observed["status"] as? Int == 200)
        #expect(observed["observed"] as? Bool == true)
    }

    @Test("Of requests that pass a part is logged, and the query where it is asked for")
    func samples() throws {
        for (sample, range) in [(0.1, 60...140), (1.0, 1_000...1_000), (0, 0...0)] {
            let log = log(sample: sample, query: true, capacity: 10_000_000)
            let gateway = try EmbeddedGateway(log: log)
            let client = try gateway.client()
            let token = gateway.token()
            for _ in 0..<1_000 {
                try client.send(gateway.request("GET /payment-api/x?a=%22 HTTP/1.1", token: token))
                try gateway.connector.last?.send(Self.ok)
                _ = try client.received()
            }
            let found = try lines(log)
            #expect(range.contains(found.count), "\(sample): \(found.count)")
            #expect(found.allSatisfy { $0["query"] as? String == "a=%22" })
        }
    }

    @Test("What nobody takes is dropped and counted, and requests go on")
    func drops() throws {
        let arrivals = Lock(0)
        let log = AccessLog(capacity: 1_000, wallClock: { 0 }, arrival: { arrivals.withLock { $0 += 1 } })
        let gateway = try EmbeddedGateway(log: log)
        let client = try gateway.client()
        for _ in 0..<50 { try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n") }
        #expect(try client.received().split(separator: "HTTP/1.1 404 ").count == 50)
        let taken = log.take()
        #expect(taken.lines > 0 && taken.lines + taken.dropped == 50 && taken.bytes.count <= 1_000)
        #expect(taken.bytes.count { $0 == 0x0A } == taken.lines)
        #expect(arrivals.withLock { $0 } == 1)
        try client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(log.take().lines == 1)
        #expect(arrivals.withLock { $0 } == 2)
    }

    @Test("A trace id is told as W3C Trace Context has it, and nothing else is")
    func readsTraces() {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736"
        let parent = "00f067aa0ba902b7"
        let zeros = String(repeating: "0", count: 32)
        for (value, isGood) in [
            ("00-\(id)-\(parent)-01", true), ("cc-\(id)-\(parent)-01-more", true), ("cc-\(id)-\(parent)-01", true),
            ("00-\(id)-\(parent)-01-more", false), ("ff-\(id)-\(parent)-01", false), ("00-\(id)-\(parent)-0", false),
            ("00-\(id.uppercased())-\(parent)-01", false), ("00-\(zeros)-\(parent)-01", false),
            ("00-\(id)-0000000000000000-01", false), ("00_\(id)_\(parent)_01", false), ("", false),
        ] {
            var fields = FieldBlock()
            fields.add("TraceParent", value)
            #expect(TraceParent.traceID(in: fields).map { fields.text($0) } == (isGood ? id : nil), "\(value)")
            fields.add("traceparent", value)
            #expect(TraceParent.traceID(in: fields) == nil)
        }
    }
}
