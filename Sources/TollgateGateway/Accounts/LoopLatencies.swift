/// The durations of requests on one loop, by API.
final class LoopLatencies {
    /// The durations of requests that belong to no API.
    let unmatched = LatencyHistogram()
    private var named: [String: LatencyHistogram] = [:]

    /// The histogram of an API; one that comes back with another catalogue goes on.
    func histogram(of api: String) -> LatencyHistogram {
        if let known = named[api] { return known }
        let new = LatencyHistogram()
        named[api] = new
        return new
    }

    /// All counts.
    var series: [LatencySeries] {
        (named.map { ($0, $1) } + [("", unmatched)]).flatMap { api, histogram in
            RequestFate.allCases.map { fate in
                let (counts, nanoseconds) = histogram.counts(of: fate)
                return LatencySeries(api: api, fate: fate, counts: counts, nanoseconds: nanoseconds)
            }
        }
    }
}
