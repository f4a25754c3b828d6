import Testing
import Tollgate
import TollgateCatalogue
import Tracing

@testable import TollgateGateway

@Suite("A tracer has a span of each request, and one of each that is sent to an upstream")
struct TracingTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let theirs = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "traceparent: 00-\(theirs)-00f067aa0ba902b7-01\r\n"

    private static func text(_ span: RecordedSpan, _ name: String) -> String? {
        guard case .string(let text)? = span.attributes.get(name) else { return nil }
        return text
    }

    private static func number(_ span: RecordedSpan, _ name: String) -> Int? {
        switch span.attributes.get(name) {
        case .int32(let number)?: Int(number)
        case .int64(let number)?: Int(number)
        default: nil
        }
    }

    @Test("They are of the client's trace, the upstream is told its own span, and names and attributes are the field's")
    func traces() throws {
        let tracer = TraceContextTracer()
        let gateway = try EmbeddedGateway(tracer: tracer)
        let client = try gateway.client()
        try client.send(
            gateway.request(
                "GET /payment-api/a?b=secret HTTP/1.1", Self.parent + "tracestate: a=1\r\nTracestate: b=2\r\n"))
        let asked = try #require(try gateway.connector.last?.received())
        #expect(asked.contains("\r\ntraceparent: 00-\(Self.theirs)-bbbbbbbbbbbbbbb2-01\r\n"))
        #expect(asked.contains("\r\ntracestate: a=1,b=2\r\n"))
        #expect(
            asked.split(separator: "traceparent").count == 2
                && asked.lowercased().split(separator: "tracestate").count == 2)
        try gateway.connector.last?.send(Self.ok)
        let spans = tracer.finished
        #expect(spans.map(\.operationName) == ["GET", "GET /payment-api/"] && tracer.openCount == 0)
        #expect(spans.map(\.kind) == [.client, .server])
        #expect(spans.map(\.traceID) == [Self.theirs, Self.theirs])
        #expect(spans.map(\.parentID) == ["bbbbbbbbbbbbbbb1", "00f067aa0ba902b7"])
        #expect(spans.map { Self.number($0, "http.response.status_code") } == [200, 200])
        #expect(Self.text(spans[0], "url.full") == "http://upstream.example:9000/base/")
        let names = ["http.request.method", "url.path", "url.scheme", "server.address", "client.address", "http.route"]
        #expect(
            names.map { Self.text(spans[1], $0) } == [
                "GET", "/payment-api/a", "http", "gateway.example", "192.0.2.7", "/payment-api/",
            ])
        #expect(Self.text(spans[1], "tollgate.code") == "admit" && Self.text(spans[1], "tollgate.client") == "client-1")
        #expect(Self.text(spans[1], "error.type") == nil && spans[1].status == nil)
        #expect(!"\(spans.map(\.attributes))".contains("secret"))
    }

    @Test("A tracer cannot add what would be read as another field, nor what frames a request")
    func distrustsInjection() throws {
        let gateway = try EmbeddedGateway(tracer: TraceContextTracer())
        try gateway.client().send(gateway.request())
        let asked = try #require(try gateway.connector.last?.received())
        #expect(asked.contains("traceparent: ") && !asked.contains("X-Injected") && !asked.contains("Content-Length"))
    }

    @Test("What a client tells of a trace passes as it is where there is no tracer")
    func passesOn() throws {
        let gateway = try EmbeddedGateway()
        try gateway.client().send(gateway.request("GET /payment-api/a HTTP/1.1", Self.parent))
        #expect(try #require(try gateway.connector.last?.received()).contains("\r\n" + Self.parent))
    }

    @Test("The state of a trace that is not believed goes with it")
    func dropsState() throws {
        let gateway = try EmbeddedGateway(tracer: TraceContextTracer())
        try gateway.client().send(
            gateway.request("GET /payment-api/a HTTP/1.1", "traceparent: nonsense\r\ntracestate: a=1\r\n"))
        let asked = try #require(try gateway.connector.last?.received())
        #expect(asked.contains("traceparent: 00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1-") && !asked.contains("tracestate"))
    }

    @Test("A refusal is no error of the server, and what the upstream does not answer is one")
    func tellsErrors() throws {
        let tracer = TraceContextTracer()
        let gateway = try EmbeddedGateway(tracer: tracer)
        try gateway.client().send(gateway.request(token: "a.b.c"))
        try gateway.client().send("GET /nowhere HTTP/1.1\r\nHost: g\r\n\r\n")
        try gateway.client().send(gateway.request("BREW /payment-api/x HTTP/1.1"))
        try gateway.connector.last?.send("HTTP/1.1 abc\r\n\r\n")
        let spans = tracer.finished
        #expect(tracer.openCount == 0)
        #expect(spans.map(\.operationName) == ["GET /payment-api/", "GET", "_OTHER", "_OTHER /payment-api/"])
        #expect(
            spans.map { Self.text($0, "tollgate.code") } == [
                "token_malformed", "not_found", nil, "upstream_unavailable",
            ])
        #expect(spans.map { Self.number($0, "http.response.status_code") } == [401, 404, nil, 502])
        #expect(
            spans.map { Self.text($0, "error.type") } == [nil, nil, "upstream_unavailable", "upstream_unavailable"])
        #expect(Self.text(spans[3], "http.request.method_original") == "BREW")
        #expect(spans.map { $0.status?.code } == [nil, nil, .error, .error])
    }

    @Test("A request that is sent again has a span of each time")
    func tracesEachAttempt() throws {
        let tracer = TraceContextTracer()
        let gateway = try EmbeddedGateway(
            catalogue: {
                $0.apis[0].upstream = nil
                $0.apis[0].upstreams = [
                    UpstreamServer(url: "http://192.0.2.1/"), UpstreamServer(url: "http://192.0.2.2/"),
                ]
            },
            tracer: tracer)
        gateway.connector.behaviour = .failsTo(["192.0.2.1"])
        try gateway.client().send(gateway.request())
        try gateway.connector.last?.send(Self.ok)
        #expect(tracer.finished.map { Self.number($0, "http.request.resend_count") } == [nil, 1, nil])
        #expect(tracer.finished.map { Self.text($0, "error.type") } == ["unavailable", nil, nil])
    }

    @Test("A client that goes ends both spans, and the log has the trace of the tracer")
    func endsWithClient() throws {
        let (tracer, log) = (TraceContextTracer(), AccessLog(sample: 1, wallClock: { 0 }))
        let gateway = try EmbeddedGateway(log: log, tracer: tracer)
        let client = try gateway.client()
        try client.send(gateway.request())
        client.vanish()
        #expect(tracer.openCount == 0 && tracer.finished.count == 2)
        #expect(Self.text(tracer.finished[1], "error.type") == "client_gone")
        let line = String(decoding: log.take().bytes, as: UTF8.self)
        #expect(line.contains(#""trace_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1""#))
    }
}
