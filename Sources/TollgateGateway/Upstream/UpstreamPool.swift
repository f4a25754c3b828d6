internal import NIOCore

/// The connections of one loop to one upstream: the one that was used last is used next.
///
/// No caller has more than half of them in use at the same time.
final class UpstreamPool {
    /// The reply to an exchange that asks for a connection.
    enum Lease {
        /// A connection.
        case ready(UpstreamConnection)
        /// It is told later.
        case pending
        /// There is none, and why.
        case refused(UpstreamFailure)
    }

    private struct Waiter {
        let exchange: Exchange
        let ticket: UInt64
        let since: Int64

        /// Whether its request is still in progress.
        var isCurrent: Bool { exchange.ticket == ticket }
    }

    /// For each connection that there may be, no more exchanges than this wait for one.
    private static let waitersPerConnection = 4

    /// The upstream, and the bounds that all users of a pool have: what one API may use up is never another's.
    struct Key: Hashable {
        let address: UpstreamAddress
        let connect: Int64
        let connections: Int

        init(_ address: UpstreamAddress, _ limits: UpstreamLimits) {
            self.address = address
            connect = limits.connect
            connections = limits.connections
        }
    }

    let key: Key
    private unowned let loop: GatewayLoop
    private let dialer: UpstreamDialer
    /// Connections that wait for a request, the one that was used last at the end.
    private var idle: [UpstreamConnection] = []
    /// Exchanges that have a connection, or one that is being made.
    private var active: [Exchange] = []
    /// Connections that are being made although nobody waits for them any more.
    private var abandoned = 0
    private var waiting = CircularBuffer<Waiter>()
    private var isRetired = false

    /// A pool without connections.
    ///
    /// - Parameters:
    ///   - key: The upstream, and its bounds.
    ///   - connector: Makes connections.
    ///   - names: The addresses of names.
    ///   - loop: The loop.
    init(_ key: Key, _ connector: any UpstreamConnector, _ names: NameBook, _ loop: GatewayLoop) {
        self.key = key
        self.loop = loop
        dialer = UpstreamDialer(key.address, connector, names, connectTime: key.connect, loop)
        dialer.onChange = { [weak self] in self?.closeGone() }
    }

    private var isFull: Bool { idle.count + active.count + abandoned >= key.connections }

    /// The most connections that one caller has in use.
    private var share: Int { max(1, key.connections / 2) }

    // MARK: - Exchanges

    /// A connection for an exchange.
    ///
    /// - Parameters:
    ///   - exchange: The exchange; it is told later where there is no connection yet.
    ///   - isNew: Whether it has to be a new connection.
    /// - Returns: A connection, or what else happens.
    func lease(for exchange: Exchange, isNew: Bool = false) -> Lease {
        guard hasShareLeft(exchange) else { return .refused(.shareUsedUp) }
        if !isNew, let connection = idle.popLast() {
            begin(exchange)
            return .ready(connection)
        }
        if isFull, isNew, !idle.isEmpty { idle.removeFirst().close() }
        if isFull {
            guard hasRoomToWait else { return .refused(.busy) }
            waiting.append(Waiter(exchange: exchange, ticket: exchange.ticket, since: loop.moment))
        } else {
            begin(exchange)
            connect(for: exchange)
        }
        return .pending
    }

    /// An exchange needs its connection no more, or has never got one.
    ///
    /// - Parameters:
    ///   - exchange: The exchange.
    ///   - connection: Its connection, if it had one.
    ///   - isReusable: Whether another request may be sent on it.
    func end(_ exchange: Exchange, _ connection: UpstreamConnection?, isReusable: Bool) {
        remove(exchange)
        if let connection {
            if isReusable, isUsable(connection) { return reuse(connection) }
            connection.close()
        }
        serveWaiterWithNew()
    }

    /// A connection that waited for a request has ended.
    func lost(_ connection: UpstreamConnection) {
        guard let place = idle.lastIndex(where: { $0 === connection }) else { return }
        idle.remove(at: place)
        serveWaiterWithNew()
    }

    /// Ends waits that have taken too long.
    func sweep(at now: Int64) {
        dialer.sweep(at: now)
        while let first = waiting.first {
            guard !first.isCurrent || now - first.since > key.connect else {
                return
            }
            waiting.removeFirst()
            if first.isCurrent {
                first.exchange.connectionFailed(.busy, because: "all connections to the upstream are in use")
            }
        }
    }

    /// Whether the caller of an exchange may have one more connection, or wait for one.
    private func hasShareLeft(_ exchange: Exchange) -> Bool {
        guard active.count + waiting.count >= share, let caller = exchange.caller else { return true }
        var left = share
        for other in active where other.caller?.isSame(as: caller) == true { left -= 1 }
        for other in waiting where other.isCurrent && other.exchange.caller?.isSame(as: caller) == true { left -= 1 }
        return left > 0
    }

    /// Whether one more may wait; those whose clients have gone take no room.
    private var hasRoomToWait: Bool {
        let most = key.connections * Self.waitersPerConnection
        if waiting.count >= most { waiting.removeAll { !$0.isCurrent } }
        return waiting.count < most
    }

    private func begin(_ exchange: Exchange) {
        exchange.poolPlace = active.count
        active.append(exchange)
    }

    private func remove(_ exchange: Exchange) {
        let place = exchange.poolPlace
        guard active.indices.contains(place), active[place] === exchange else { return }
        let last = active.removeLast()
        guard last !== exchange else { return }
        active[place] = last
        last.poolPlace = place
    }

    // MARK: - Connections

    /// Whether a connection may be used for another request: it leads to an address that the upstream still has.
    private func isUsable(_ connection: UpstreamConnection) -> Bool {
        guard !isRetired else { return false }
        guard connection.generation != dialer.generation else { return true }
        connection.generation = dialer.generation
        return dialer.isCurrent(connection.endpoint)
    }

    private func reuse(_ connection: UpstreamConnection) {
        if !serveWaiter(with: connection) { idle.append(connection) }
    }

    /// Closes connections that wait for a request and lead to addresses which the upstream has no more.
    private func closeGone() {
        let gone = idle.filter { !isUsable($0) }
        guard !gone.isEmpty else { return }
        idle.removeAll { connection in gone.contains { $0 === connection } }
        for connection in gone { connection.close() }
        serveWaiterWithNew()
    }

    /// Takes no further request: no route leads here any more.
    func retire() {
        isRetired = true
        let old = idle
        idle = []
        for connection in old { connection.close() }
    }

    /// Ends: the upstream's name is watched no more.
    func end() {
        retire()
        dialer.end()
    }

    /// Whether nothing is in progress.
    var isOver: Bool { active.isEmpty && waiting.isEmpty && abandoned == 0 }

    /// Gives a connection to the exchange that has waited longest.
    private func serveWaiter(with connection: UpstreamConnection) -> Bool {
        guard let waiter = nextWaiter() else { return false }
        begin(waiter)
        waiter.connected(connection)
        return true
    }

    /// Makes a connection for the exchange that has waited longest, if there may be one more.
    private func serveWaiterWithNew() {
        guard !waiting.isEmpty, !isFull, let waiter = nextWaiter() else { return }
        begin(waiter)
        connect(for: waiter)
    }

    private func nextWaiter() -> Exchange? {
        while let first = waiting.popFirst() {
            if first.isCurrent { return first.exchange }
        }
        return nil
    }

    /// Makes a connection that is none of the pool's.
    func dial() -> EventLoopFuture<DialledConnection> { dialer.dial() }

    private func connect(for exchange: Exchange) {
        let ticket = exchange.ticket
        dialer.dial().assumeIsolated().whenComplete { result in
            self.finish(result, for: exchange, ticket: ticket)
        }
    }

    /// A connection was made, or could not be.
    private func finish(_ result: Result<DialledConnection, any Error>, for exchange: Exchange, ticket: UInt64) {
        let isWanted = exchange.ticket == ticket
        if !isWanted { abandoned = max(0, abandoned - 1) }
        switch result {
        case .success(let new):
            let connection = UpstreamConnection(self, loop, new)
            guard new.channel.isActive, (try? new.channel.pipeline.syncOperations.addHandler(connection)) != nil else {
                guard isWanted else { return serveWaiterWithNew() }
                return exchange.connectionFailed(.unavailable, because: "the connection ended at once")
            }
            if isWanted {
                exchange.connected(connection)
            } else if isUsable(connection) {
                reuse(connection)
            } else {
                connection.close()
            }
        case .failure(let error):
            guard isWanted else { return serveWaiterWithNew() }
            let (failure, reason) = Self.words(error)
            exchange.connectionFailed(failure, because: reason)
        }
    }

    private static func words(_ error: any Error) -> (UpstreamFailure, String) {
        switch error as? DialFault {
        case .unresolved: return (.unavailable, "the upstream's name cannot be resolved")
        case .slowResolver: return (.timeout, "the upstream's name is not resolved in time")
        case nil: break
        }
        if case .connectTimeout? = error as? ChannelError { return (.timeout, "the upstream accepts no connection") }
        return (.unavailable, (error as? TLSFailure)?.words ?? "the upstream cannot be reached")
    }

    /// An exchange that was promised a connection needs it no more.
    func withdraw(_ exchange: Exchange) {
        // One that waits for a free connection is passed over when its turn comes.
        guard active.indices.contains(exchange.poolPlace), active[exchange.poolPlace] === exchange else { return }
        remove(exchange)
        abandoned += 1
    }
}
