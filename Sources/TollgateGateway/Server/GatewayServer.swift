public import NIOCore
internal import NIOPosix
public import Tollgate
internal import TollgateConcurrency
public import Tracing

/// A reverse proxy with the gate in front, on swift-nio alone.
///
/// A request is read, decided about, passed on and answered on the event loop of its client's connection, without a
/// task and without a hop; only a token whose key is being fetched is waited for elsewhere. The gate may be given
/// another catalogue at any time: requests that come afterwards are decided and routed by it.
public final class GatewayServer: Sendable {
    private struct Running {
        var places: [ListeningPlace] = []
        var sweeps: [RepeatedTask] = []
        var isEnding = false
        var isCut = false
    }

    /// Decides about requests.
    public let gate: Gate

    private let loops: [ObjectIdentifier: NIOLoopBound<GatewayLoop>]
    private let group: any EventLoopGroup
    private let observer: any GatewayObserver
    private let limits: GatewayLimits
    private let connections: ConnectionCount
    private let clock: any Clock<Duration>
    private let running = Lock(Running())

    /// A gateway that listens nowhere yet.
    ///
    /// - Parameters:
    ///   - gate: Decides about requests, and says where they go.
    ///   - limits: The limits of clients and upstreams. Default: those of ``GatewayLimits``.
    ///   - observer: The observer of requests. Default: none.
    ///   - accessLog: The log that requests are written to. Default: none.
    ///   - latencies: The book that their durations are added up in. Default: none.
    ///   - tracer: The tracer that makes a span of each request, and one of each that is sent to an upstream. It is
    ///     called on the event loops, where it must not wait. Default: none; what clients tell of a trace passes.
    ///   - group: The event loops that it runs on; they go on when it ends.
    ///   - now: Reads the clocks. Default: this machine's.
    ///   - clock: Measures how long requests wait for keys, and the gateway for its end. Default: this machine's.
    /// - Throws: `EventLoopError` where the event loops have ended.
    public convenience init(
        gate: Gate, limits: GatewayLimits = GatewayLimits(), observer: (any GatewayObserver)? = nil,
        accessLog: AccessLog? = nil, latencies: LatencyBook? = nil, tracer: (any Tracer)? = nil,
        group: any EventLoopGroup, now: @escaping @Sendable () -> Instant = Instant.now,
        clock: any Clock<Duration> = ContinuousClock()
    ) async throws {
        try await self.init(
            gate: gate, limits: limits, observer: observer ?? SilentObserver(), accessLog: accessLog,
            latencies: latencies, tracer: tracer, group: group,
            connector: TLSConnector(SocketConnector()), resolver: SystemResolver(), now: now, clock: clock)
    }

    init(
        gate: Gate, limits: GatewayLimits, observer: any GatewayObserver, accessLog: AccessLog? = nil,
        latencies: LatencyBook? = nil, tracer: (any Tracer)? = nil, group: any EventLoopGroup,
        connector: any UpstreamConnector, resolver: any NameResolver, now: @escaping @Sendable () -> Instant,
        clock: any Clock<Duration>
    ) async throws {
        self.gate = gate
        self.clock = clock
        self.group = group
        self.observer = observer
        self.limits = limits
        connections = ConnectionCount(maximum: limits.connections)
        let eventLoops = Array(group.makeIterator())
        let loopLimits = LoopLimits(limits, loops: eventLoops.count)
        let names = NameBook(resolver, refresh: LoopLimits.nanoseconds(limits.dnsRefresh), observer)
        let (health, addresses) = (HealthBook(), AddressBuckets())
        var loops: [ObjectIdentifier: NIOLoopBound<GatewayLoop>] = [:]
        for (number, eventLoop) in eventLoops.enumerated() {
            loops[ObjectIdentifier(eventLoop)] = try await eventLoop.submit {
                let loop = GatewayLoop(
                    eventLoop, gate, loopLimits, connector, names, health, addresses, observer,
                    log: accessLog.map { AccessLogLoop($0, gate, number: number) }, tracer: tracer, clock: now,
                    waitClock: clock)
                latencies?.add(NIOLoopBound(loop.ledger.latencies, eventLoop: eventLoop))
                return NIOLoopBound(loop, eventLoop: eventLoop)
            }.get()
        }
        self.loops = loops
        startSweeping()
    }

    private func startSweeping() {
        let step = GatewayLimits.step.components
        let delay = TimeAmount.nanoseconds(step.seconds * 1_000_000_000 + step.attoseconds / 1_000_000_000)
        let sweeps = loops.values.map { loop in
            loop.eventLoop.scheduleRepeatedTask(initialDelay: delay, delay: delay) { _ in loop.value.sweep() }
        }
        running.withLock { $0.sweeps = sweeps }
    }

    /// Listens on an address until the gateway ends.
    ///
    /// - Parameters:
    ///   - host: A name or an address of this machine.
    ///   - port: The port; 0 takes one that is free.
    /// - Returns: The port.
    /// - Throws: `IOError`, or `SocketAddressError` where the name does not resolve.
    @discardableResult
    public func listen(host: String, port: Int) async throws -> Int {
        try await listen(GatewayListener(.tcp(host: host, port: port))) ?? 0
    }

    /// Listens until the gateway ends.
    ///
    /// - Parameters:
    ///   - listener: The place, and the rules for those that connect there.
    ///   - socket: A socket that is bound there already. Default: none.
    /// - Returns: The port; `nil` for a unix socket.
    /// - Throws: ``ListenerError`` where nobody could connect, or a unix socket cannot be made; `IOError`, or
    ///   `SocketAddressError` where a name does not resolve.
    @discardableResult
    public func listen(_ listener: GatewayListener, on socket: BoundSocket? = nil) async throws -> Int? {
        try listener.check()
        let bootstrap = bootstrap(for: Listener(listener, limits, connections))
        let place = try await ListeningPlace(listener.address, bootstrap, on: socket)
        let isEnding = running.withLock { running in
            running.places.append(place)
            return running.isEnding
        }
        if isEnding { await place.end() }
        return place.channel.localAddress?.port
    }

    private func bootstrap(for listener: Listener) -> ServerBootstrap {
        let (loops, observer) = (loops, observer)
        return SendBuffer.bounded(ServerBootstrap(group: group), isUnix: listener.isUnix)
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause(listener.address, observer))
                }
            }
            .childChannelOption(.autoRead, value: false)
            // Of requests that come ahead no more is kept than one buffer.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else {
                        return channel.close(promise: nil)
                    }
                    try channel.pipeline.syncOperations.addHandler(ArrivingConnection(loop, listener))
                }
            }
    }

    /// Copies the descriptors of the sockets that it listens on, for a process that is to go on with them.
    ///
    /// - Returns: The descriptors, in the order in which it began to listen; they belong to the caller.
    /// - Throws: `IOError` where there are no more descriptors.
    package func copyListeningSockets() async throws -> [CInt] {
        var descriptors: [CInt] = []
        for place in running.withLock({ $0.places }) { descriptors.append(try await place.copyDescriptor()) }
        return descriptors
    }

    /// Accepts no connection for now, or goes on; those that come wait.
    package func pauseAccepting(_ isPaused: Bool) async {
        for place in running.withLock({ $0.places }) { await place.pause(isPaused) }
    }

    /// Leaves the files of unix sockets where they are when it ends: another process listens there.
    package func leaveSocketFiles() async {
        running.withLock { running in running.places = running.places.map { $0.withoutFile() } }
    }

    /// Ends: no connection is accepted any more, and each ends with its next answer.
    ///
    /// - Parameters:
    ///   - deadline: The time that requests in progress may take; the rest is cut off.
    ///   - keepsIdle: Whether connections on which nothing happens are left to their clients until then. Default: they
    ///     have as long for a request that is on its way as for reading a last answer, ``GatewayLimits/farewell``.
    /// - Returns: Whether all of them came to their end.
    @discardableResult
    public func shutdown(within deadline: Duration, keepingIdle keepsIdle: Bool = false) async -> Bool {
        let clock = clock
        let places = running.withLock { running in
            running.isEnding = true
            defer { running.places = [] }
            return running.places
        }
        for place in places { await place.end() }
        await onEachLoop { $0.drain(closingIdle: !keepsIdle) }
        await withTaskGroup { group in
            group.addTask { await self.connections.ended() }
            group.addTask {
                try? await clock.sleep(for: deadline)
                guard !Task.isCancelled else { return }
                self.running.withLock { $0.isCut = true }
                await self.onEachLoop { $0.cut() }
            }
            await group.next()
            group.cancelAll()
        }
        await onEachLoop { $0.cut() }
        let (sweeps, isCut) = running.withLock { running in
            defer { running.sweeps = [] }
            return (running.sweeps, running.isCut)
        }
        for sweep in sweeps { sweep.cancel() }
        return !isCut
    }

    /// Looks for what has taken too long, as is done once a step.
    package func sweep() async {
        await onEachLoop { $0.sweep() }
    }

    private func onEachLoop(_ body: @escaping @Sendable (GatewayLoop) -> Void) async {
        for loop in loops.values { try? await loop.eventLoop.submit { body(loop.value) }.get() }
    }
}
