internal import NIOCore
internal import Tollgate
internal import Tracing

/// The things that the connections of one event loop share; none of them ever leaves the loop or is locked.
final class GatewayLoop {
    /// The members that are swept before others have their turn.
    private static let sweptTogether = 64

    let eventLoop: any EventLoop
    let gate: Gate
    let limits: LoopLimits
    let observer: any GatewayObserver
    let judge: RequestJudge
    /// Whose turn it is.
    let turns: ClientTurns
    let ledger: RequestLedger
    /// The moment of the newest step, in nanoseconds: for whatever is measured in steps.
    private(set) var moment: Int64
    /// The time as a Unix time, read with the newest request or step.
    private(set) var unixSeconds: Int64
    /// Whether the gateway ends.
    private(set) var isDraining = false
    private var isCut = false
    /// Fields that are added to the answer at hand; used again for each.
    var added = AddedFields()
    /// The identity fields of the admission at hand, likewise.
    var identity = IdentityLines()
    let clock: @Sendable () -> Instant
    /// Measures how long a request waits for keys.
    let waitClock: any Clock<Duration>
    private var members = SweepList()
    /// The number of members, from the first on, that the sweep has not come to.
    private var unswept = 0
    private var routes: RouteTable

    /// A loop's share of a gateway.
    ///
    /// - Parameters:
    ///   - eventLoop: The loop.
    ///   - gate: Decides.
    ///   - limits: The limits of clients and upstreams.
    ///   - connector: Makes connections to upstreams.
    ///   - names: The addresses of upstreams' names.
    ///   - health: The results of checks of upstreams.
    ///   - addresses: Counts requests that no client answers for.
    ///   - observer: Sees what happens.
    ///   - log: The log of requests. Default: none.
    ///   - tracer: Makes spans of requests. Default: none.
    ///   - clock: Reads the clocks.
    ///   - waitClock: Measures how long a request waits for keys.
    init(
        _ eventLoop: any EventLoop, _ gate: Gate, _ limits: LoopLimits, _ connector: any UpstreamConnector,
        _ names: NameBook, _ health: HealthBook, _ addresses: AddressBuckets, _ observer: any GatewayObserver,
        log: AccessLogLoop? = nil, tracer: (any Tracer)? = nil,
        clock: @escaping @Sendable () -> Instant, waitClock: any Clock<Duration>
    ) {
        self.eventLoop = eventLoop
        self.gate = gate
        self.limits = limits
        self.observer = observer
        self.clock = clock
        self.waitClock = waitClock
        judge = RequestJudge(gate, addresses, observer)
        turns = ClientTurns(eventLoop)
        let now = clock()
        moment = now.monotonicNanoseconds
        unixSeconds = now.unixSeconds
        routes = RouteTable(connector, names, health)
        ledger = RequestLedger(latencies: LoopLatencies(), log: log, tracer: tracer)
    }

    /// Reads the clocks.
    func now() -> Instant {
        let now = clock()
        unixSeconds = now.unixSeconds
        return now
    }

    /// The servers that requests to an API go to.
    func upstreams(of api: CompiledAPI) -> UpstreamGroup { routes.group(of: api, on: self) }

    /// The number of connections, of clients and to upstreams.
    var connectionCount: Int { members.count }

    /// A connection has come; one that comes too late is ended.
    func add(_ member: any Swept) {
        members.add(member)
        // Not in the middle of its beginning.
        if isCut { eventLoop.assumeIsolated().execute { member.cut() } }
    }

    /// A connection has gone.
    func remove(_ member: any Swept) { members.remove(member) }

    /// Ends what has taken too long; called once a step.
    func sweep() {
        moment = now().monotonicNanoseconds
        if unswept == 0 {
            unswept = members.count
            sweepSome()
        }
        routes.sweep(gate.catalogue, on: self)
    }

    /// Sweeps a few, and then looks at the sockets: hundreds may have to be ended at once, and others are not to wait.
    private func sweepSome() {
        for _ in 0..<Self.sweptTogether {
            unswept = min(unswept, members.count) - 1
            guard unswept >= 0, let member = members.member(at: unswept) else { return unswept = 0 }
            member.sweep(at: moment)
        }
        if unswept > 0 { eventLoop.assumeIsolated().scheduleTask(in: ClientTurns.delay) { self.sweepSome() } }
    }

    /// Ends each connection with its next answer.
    ///
    /// - Parameter closesIdle: Whether those that do nothing are closed in a moment.
    func drain(closingIdle closesIdle: Bool = true) {
        isDraining = true
        if closesIdle { forEachMember { $0.drain() } }
    }

    /// Ends all connections at once, and those that still come.
    func cut() {
        isCut = true
        forEachMember { $0.cut() }
        routes.end()
    }

    private func forEachMember(_ body: (any Swept) -> Void) {
        var place = members.count
        while place > 0 {
            place -= 1
            if let member = members.member(at: place) { body(member) }
        }
    }
}
