internal import Tollgate
internal import TollgateCatalogue
internal import Tracing

/// Keeps account of the requests of one loop: how long they take, the log of them, and their spans.
struct RequestLedger {
    /// How long requests take.
    let latencies: LoopLatencies
    /// The log, if there is one.
    let log: AccessLogLoop?
    /// The tracer, if there is one.
    let tracer: (any Tracer)?

    /// The spans of a request that has come, if somebody wants them.
    func trace(_ request: RequestHead) -> RequestTrace? { tracer.map { RequestTrace(request, $0) } }

    /// A request has ended.
    ///
    /// - Parameters:
    ///   - end: Its end.
    ///   - account: Its times and sizes.
    ///   - request: Its head.
    ///   - trace: Its spans, if there are any.
    ///   - admission: The gate's admission of it, if there is one.
    ///   - server: The server that it was sent to, if there is one.
    ///   - histogram: The durations of its API; `nil` for those of no API.
    ///   - received: The bytes of its content.
    ///   - now: The moment.
    func close(
        _ end: RequestEnd, _ account: RequestAccount, _ request: RequestHead, _ trace: inout RequestTrace?,
        _ admission: Admission?, server: (UpstreamGroup, Int)?, _ histogram: LatencyHistogram?, received: Int64,
        at now: Int64
    ) {
        defer {
            trace?.end(end, status: account.status, admission)
            trace = nil
        }
        let fate = end.fate(admission)
        // That of an upgrade was recorded when it was answered.
        if account.upgrade == nil {
            (histogram ?? latencies.unmatched).record(fate, nanoseconds: now - account.began)
        }
        guard let log, log.wants(fate) else { return }
        log.write(
            end, account, request, traceFields: trace?.fields(), admission, server: server, received: received, at: now)
    }
}
