internal import Tollgate
internal import TollgateCatalogue
internal import Tracing

/// The spans of one request: one for the whole of it, and one for each server that it is sent to.
///
/// Names and attributes are those of OpenTelemetry's semantic conventions for HTTP; what is the gate's own begins with
/// `tollgate`. Neither tokens nor queries are in them.
struct RequestTrace {
    /// Methods that are told as they are; all others are `_OTHER`, since anybody can invent one.
    private static let methods: Set = [
        "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE",
    ]

    private let tracer: any Tracer
    private let span: any Span
    private let method: String
    private var attempt: (any Span)?
    private var attempts = 0
    /// The fields that tell the server at hand of the trace.
    private(set) var context = FieldBlock()

    /// The spans of a request that has come; its trace is the client's, where it has told one.
    init(_ request: RequestHead, _ tracer: any Tracer) {
        self.tracer = tracer
        method = Self.methods.contains(request.method) ? request.method : "_OTHER"
        var context = ServiceContext.topLevel
        tracer.extract(request.fields, into: &context, using: FieldExtractor())
        span = tracer.startSpan(method == "_OTHER" ? "HTTP" : method, context: context, ofKind: .server)
        guard span.isRecording else { return }
        span.updateAttributes { attributes in
            attributes["http.request.method"] = method
            if method == "_OTHER" { attributes["http.request.method_original"] = request.method }
            attributes["url.path"] = String(request.target.prefix { $0 != "?" })
            attributes["url.scheme"] = request.origin.isSecure ? "https" : "http"
            if let host = request.host { attributes["server.address"] = request.fields.text(host) }
            if !request.origin.address.isEmpty { attributes["client.address"] = request.origin.address }
        }
    }

    /// The request is sent to a server, perhaps after others.
    ///
    /// - Parameters:
    ///   - url: The server's URL.
    ///   - fields: The fields of the request; those that ``context`` takes the place of are not passed on.
    mutating func send(to url: String, in fields: inout FieldBlock) {
        endAttempt("unavailable")
        let attempt = tracer.startSpan(method, context: span.context, ofKind: .client)
        if attempt.isRecording {
            attempt.updateAttributes { attributes in
                attributes["http.request.method"] = method
                attributes["url.full"] = url
                if attempts > 0 { attributes["http.request.resend_count"] = attempts }
            }
        }
        attempts += 1
        self.attempt = attempt
        tell(attempt.context)
        let own = context
        // A state belongs to the trace that it came with (W3C Trace Context §3.3).
        let hasTrace = TraceParent.traceID(in: own) != nil
        fields.hide { name in
            own.hasLine(named: name) || (hasTrace && FieldValue.equals(name, 0..<name.count, "tracestate"))
        }
    }

    /// The head of the server's answer has come.
    mutating func answered(_ status: Int) {
        guard let attempt, attempt.isRecording else { return }
        attempt.attributes["http.response.status_code"] = status
        if status >= 400 { fail(attempt, String(status)) }
    }

    /// The request has ended.
    ///
    /// - Parameters:
    ///   - end: Its end.
    ///   - status: The status of the answer; 0 where there is none.
    ///   - admission: The gate's admission of it, if there is one.
    mutating func end(_ end: RequestEnd, status: Int, _ admission: Admission?) {
        let code = end.code(admission)
        if case .passed = end { endAttempt(nil) } else { endAttempt(code) }
        if span.isRecording {
            if let api = admission?.api ?? end.api {
                span.operationName = "\(method) \(api.source.listenPath)"
            }
            span.updateAttributes { attributes in
                attributes["tollgate.code"] = code
                if status > 0 { attributes["http.response.status_code"] = status }
                guard let api = admission?.api ?? end.api else { return }
                attributes["http.route"] = api.source.listenPath
                attributes["tollgate.api"] = api.name
                if let pass = admission?.pass {
                    attributes["tollgate.policies"] = pass.policyNames
                    attributes["tollgate.client"] = pass.token.claims.clientID
                }
            }
            // What a client did wrong is no error of a server.
            if status >= 500 || status == 0 { fail(span, code) }
        }
        span.end()
    }

    /// The fields with the trace, for the log.
    mutating func fields() -> FieldBlock {
        if context.lines.isEmpty { tell(span.context) }
        return context
    }

    private mutating func tell(_ context: ServiceContext) {
        self.context.removeAll()
        tracer.inject(context, into: &self.context, using: FieldInjector())
    }

    private mutating func endAttempt(_ error: String?) {
        guard let attempt else { return }
        if let error, attempt.isRecording { fail(attempt, error) }
        attempt.end()
        self.attempt = nil
    }

    private func fail(_ span: any Span, _ type: String) {
        span.attributes["error.type"] = type
        span.setStatus(SpanStatus(code: .error))
    }
}
