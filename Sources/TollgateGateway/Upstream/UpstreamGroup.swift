internal import Tollgate
internal import TollgateCatalogue

/// The servers of one API on one loop: which of them a request goes to, and which of them rest.
///
/// Requests are shared by smooth weighted round robin: of weights 2 and 1 every third request goes to the second, and
/// never two in a row. A server that has failed several times in a row rests for a while, and so does one that fails its
/// checks; where all of them rest, all are asked again, since any answer is better than none.
final class UpstreamGroup {
    private struct Member {
        let route: UpstreamRoute
        let url: String
        let weight: Int
        let probe: HealthBook.Key?
        /// Its account in the round robin: the highest is next.
        var account = 0
        var failures = 0
        /// The times in a row that it was ejected.
        var ejections: Int64 = 0
        /// The end of its rest; 0 where it has none.
        var restsUntil: Int64 = 0
        /// Whether its checks fail.
        var isDown = false
    }

    /// The number of servers that one request tries.
    private static let mostAttempts = 3
    /// A rest is at most so many times the configured one.
    private static let mostEjections: Int64 = 10
    /// A year, in seconds.
    private static let longestRest: Int64 = 365 * 24 * 60 * 60

    let api: CompiledAPI
    /// The bounds of requests to each of them.
    let limits: UpstreamLimits
    /// How long requests to the API take.
    let latencies: LatencyHistogram
    private var members: [Member]
    private let health: UpstreamHealth
    private unowned let loop: GatewayLoop

    /// A group whose servers are all well.
    init(
        _ api: CompiledAPI, _ limits: UpstreamLimits, _ routes: [(UpstreamServer, UpstreamRoute)], on loop: GatewayLoop
    ) {
        self.api = api
        self.limits = limits
        self.loop = loop
        latencies = loop.ledger.latencies.histogram(of: api.name)
        health = api.source.upstreamHealth
        let check = routes.count > 1 ? api.source.upstreamHealth.check : nil
        members = routes.map { server, route in
            Member(
                route: route, url: server.url, weight: server.weight,
                probe: check.map { HealthBook.Key(url: server.url, check: $0) })
        }
    }

    /// The routes to the servers.
    var routes: [UpstreamRoute] { members.map(\.route) }

    /// The route to the server at a place.
    func route(at place: Int) -> UpstreamRoute { members[place].route }

    /// The URL of the server at a place, as the configuration has it.
    func url(at place: Int) -> String { members[place].url }

    // MARK: - Choosing

    /// The server that the next request goes to.
    ///
    /// - Parameter tried: The places of those that it has tried already, as bits.
    /// - Returns: The place and the reason; `nil` where it has tried enough.
    func next(except tried: UInt64 = 0) -> (place: Int, reason: UpstreamChoice)? {
        if members.count == 1 { return tried == 0 ? (0, .only) : nil }
        guard tried.nonzeroBitCount < Self.mostAttempts else { return nil }
        let reason = tried == 0 ? UpstreamChoice.weight : .failover
        if let place = take(except: tried, resting: false) { return (place, reason) }
        return take(except: tried, resting: true).map { ($0, .panic) }
    }

    private func take(except tried: UInt64, resting: Bool) -> Int? {
        var best: Int?
        var total = 0
        for place in members.indices where tried & (1 << UInt64(place)) == 0 && (resting || !rests(place)) {
            members[place].account += members[place].weight
            total += members[place].weight
            if best.map({ members[place].account > members[$0].account }) ?? true { best = place }
        }
        if let best { members[best].account -= total }
        return best
    }

    private func rests(_ place: Int) -> Bool { members[place].isDown || members[place].restsUntil > loop.moment }

    // MARK: - Health

    /// A server has answered.
    func succeeded(_ place: Int) {
        guard members.count > 1, members[place].failures > 0 || members[place].restsUntil != 0 else { return }
        let hadRested = members[place].restsUntil != 0
        members[place].failures = 0
        members[place].ejections = 0
        members[place].restsUntil = 0
        if hadRested { loop.observer.upstreamReturned(members[place].url, of: api) }
    }

    /// A server could not be reached, or has given no answer.
    func failed(_ place: Int) {
        guard members.count > 1 else { return }
        members[place].failures += 1
        // After a rest one failure is enough.
        guard members[place].failures >= health.failures || members[place].restsUntil != 0,
            members[place].restsUntil <= loop.moment
        else { return }
        members[place].ejections = min(members[place].ejections + 1, Self.mostEjections)
        let seconds = min(health.ejectionSeconds, Self.longestRest) * members[place].ejections
        let isNews = members[place].restsUntil == 0
        members[place].failures = 0
        members[place].restsUntil = loop.moment + LoopLimits.nanoseconds(.seconds(seconds))
        if isNews { loop.observer.upstreamEjected(members[place].url, of: api, forSeconds: seconds) }
    }

    /// Takes over how the servers of an earlier catalogue's group fare.
    func adopt(_ old: UpstreamGroup) {
        for place in members.indices {
            guard let known = old.members.first(where: { $0.url == members[place].url }) else { continue }
            members[place].failures = known.failures
            members[place].ejections = known.ejections
            members[place].restsUntil = known.restsUntil
        }
    }

    /// Learns how the checks of its servers have ended, and begins those that are due.
    func sweep(_ book: HealthBook) {
        guard let check = health.check, members.count > 1 else { return }
        for place in members.indices {
            guard let key = members[place].probe else { continue }
            let (isDown, isDue) = book.look(key, at: loop.moment)
            members[place].isDown = isDown
            guard isDue else { continue }
            let (api, url, observer) = (api, members[place].url, loop.observer)
            HealthProbe.begin(members[place].route, check, on: loop) { isWell in
                switch book.finish(key, isWell: isWell) {
                case nil: break
                case true?: observer.upstreamCheckRecovered(url, of: api)
                case false?: observer.upstreamCheckFailed(url, of: api)
                }
            }
        }
    }
}
