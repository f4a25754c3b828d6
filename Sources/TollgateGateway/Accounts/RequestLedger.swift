internal import Tollgate
internal import TollgateCatalogue

/// Keeps account of the requests of one loop: how long they take, and the log of them.
struct RequestLedger {
    /// How long requests take.
    let latencies: LoopLatencies
    /// The log, if there is one.
    let log: AccessLogLoop?

    /// A request has ended.
    ///
    /// - Parameters:
    ///   - end: Its end.
    ///   - account: Its times and sizes.
    ///   - request: Its head.
    ///   - admission: The gate's admission of it, if there is one.
    ///   - server: The server that it was sent to, if there is one.
    ///   - histogram: The durations of its API; `nil` for those of no API.
    ///   - received: The bytes of its content.
    ///   - now: The moment.
    func close(
        _ end: RequestEnd, _ account: RequestAccount, _ request: RequestHead, _ admission: Admission?,
        server: (UpstreamGroup, Int)?, _ histogram: LatencyHistogram?, received: Int64, at now: Int64
    ) {
        let fate = end.fate(admission)
        // That of an upgrade was recorded when it was answered.
        if account.upgrade == nil {
            (histogram ?? latencies.unmatched).record(fate, nanoseconds: now - account.began)
        }
        guard let log, log.wants(fate) else { return }
        log.write(end, account, request, admission, server: server, received: received, at: now)
    }
}
