internal import Tollgate
internal import TollgateCatalogue

/// Writes the lines of one loop's requests.
///
/// Nothing of a token is in them but what it says of its client, and that only once it is verified.
final class AccessLogLoop {
    /// Requests below this number of 2⁶⁴ are logged.
    private let threshold: UInt64
    private let log: AccessLog
    private let gate: Gate
    private let buffer: AccessLogBuffer
    private var line = JSONLine()
    private var random: UInt64

    /// A writer for one loop.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - gate: The gate.
    ///   - number: The number of the loop, by which the requests that are logged differ from those of the others.
    init(_ log: AccessLog, _ gate: Gate, number: Int) {
        self.log = log
        self.gate = gate
        buffer = log.makeBuffer()
        threshold = log.sample >= 1 ? .max : UInt64(log.sample * 18_446_744_073_709_549_568)
        random = 0x9E37_79B9_7F4A_7C15 &* UInt64(truncatingIfNeeded: number + 1)
    }

    /// Whether the next request with this fate is logged.
    func wants(_ fate: RequestFate) -> Bool {
        switch fate {
        case .admitted, .open: threshold == .max || next() < threshold
        case .observed, .rejected, .failed, .refused, .aborted, .ended: true
        }
    }

    /// The next of a row of numbers that look random (xorshift64).
    private func next() -> UInt64 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return random
    }

    /// Writes the line of a request.
    func write(
        _ end: RequestEnd, _ account: RequestAccount, _ request: RequestHead, traceFields: FieldBlock?,
        _ admission: Admission?, server: (UpstreamGroup, Int)?, received: Int64, at now: Int64
    ) {
        begin(since: now - account.began)
        line.add("code", end.code(admission))
        line.add("status", Int64(account.status))
        let api = admission?.api ?? end.api
        if let api { line.add("api", api.name) }
        writeRequest(request)
        if let pass = admission?.pass {
            write(pass.token, in: api)
            line.add("policies", list: pass.policyNames)
        } else if let api, let token = token(end, admission, request, api) {
            write(token, in: api)
        }
        if admission?.observed != nil { line.add("observed", true) }
        line.add("duration_ms", nanoseconds: now - account.began)
        if let decided = account.decided { line.add("gate_ms", nanoseconds: decided - account.began) }
        if let (group, place) = server, let choice = account.choice {
            line.add("upstream_ms", nanoseconds: now - (account.decided ?? account.began))
            line.add("upstream", group.url(at: place))
            line.add("upstream_choice", choice.rawValue)
        }
        if let upgrade = account.upgrade { line.add("upgrade", upgrade) }
        line.add("request_bytes", received)
        line.add("response_bytes", account.answerBytes)
        let fields = traceFields ?? request.fields
        if let id = TraceParent.traceID(in: fields) { line.add("trace_id", fields.bytes.span, id) }
        if !request.origin.address.isEmpty { line.add("address", request.origin.address) }
        finish()
    }

    /// Writes the line of something that is no request.
    ///
    /// - Parameters:
    ///   - fault: Its fault.
    ///   - address: The address that it came from; empty where there is none.
    func write(_ fault: RequestFault, from address: String) {
        begin(since: 0)
        line.add("code", fault.code)
        line.add("status", Int64(fault.status))
        if !address.isEmpty { line.add("address", address) }
        finish()
    }

    private func begin(since nanoseconds: Int64) {
        line.begin()
        line.add("time", time: log.wallClock() - max(0, nanoseconds))
    }

    private func finish() {
        line.end()
        buffer.add(line.bytes)
    }

    private func writeRequest(_ request: RequestHead) {
        line.add("method", request.method)
        let target = request.target.utf8Span.span
        var end = 0
        while end < target.count, target[end] != UInt8(ascii: "?") { end += 1 }
        line.add("path", target, 0..<end)
        if log.includesQuery, end < target.count { line.add("query", target, end + 1..<target.count) }
        if let host = request.host { line.add("host", request.fields.bytes.span, host) }
    }

    private func write(_ token: VerifiedToken, in api: CompiledAPI?) {
        token.claims.withBytes(of: .client) { line.add("client", $0, 0..<$0.count) }
        if api?.source.limitBy == .subject {
            token.claims.withBytes(of: .subject) { line.add("subject", $0, 0..<$0.count) }
        }
    }

    /// The token of a request that was rejected although its token verifies.
    private func token(
        _ end: RequestEnd, _ admission: Admission?, _ request: RequestHead, _ api: CompiledAPI
    ) -> VerifiedToken? {
        var rejection = admission?.observed
        if case .answered(.rejected(let other), _) = end { rejection = other }
        guard let rejection, rejection.isAboutVerifiedToken,
            let credential = request.credential(on: api)
        else { return nil }
        return gate.rememberedToken(of: credential, on: api)
    }
}

extension RequestEnd {
    /// The API of a request that was answered in its place.
    var api: CompiledAPI? {
        if case .answered(_, let api) = self { api } else { nil }
    }
}

extension Rejection {
    /// Whether the token of a request that is rejected so was verified.
    fileprivate var isAboutVerifiedToken: Bool {
        switch self {
        case .issuerUnknown, .audienceMismatch, .tokenExpired, .lifetimeExceeded, .clientRevoked, .clientUnknown,
            .scopeInsufficient, .accessDenied, .planMissing, .concurrencyExceeded, .rateExceeded, .quotaExceeded,
            .grantsUnavailable, .proofRequired:
            true
        default: false
        }
    }
}
