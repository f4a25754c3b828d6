internal import NIOCore

/// Makes the connections of one loop to one upstream: knows its addresses, spreads connections over them, and tries one
/// after the other.
final class UpstreamDialer {
    private struct Wait {
        let promise: EventLoopPromise<DialledConnection>
        let since: Int64
    }

    /// What the book holds of a dialer, so that it need not live as long.
    private struct Weak {
        weak var dialer: UpstreamDialer?
    }

    /// One connection tries no more addresses than this.
    private static let mostAttempts = 8
    /// The time for which an address that could not be reached is tried behind all others, in nanoseconds.
    private static let pause: Int64 = 10_000_000_000

    private let address: UpstreamAddress
    private let connector: any UpstreamConnector
    private let names: NameBook
    private unowned let loop: GatewayLoop
    private let connectTime: Int64
    /// Called when the addresses are others than before.
    var onChange: () -> Void = {}

    private var watch: NameBook.Watch?
    private var fault: NameFault?
    private var endpoints: [SocketAddress] = []
    private var next = 0
    /// The moments up to which addresses are avoided.
    private var avoided: [SocketAddress: Int64] = [:]
    private var waiting: [Wait] = []
    /// Counts the changes of addresses.
    private(set) var generation = 0

    /// A dialer of an upstream; a name is watched from now on.
    ///
    /// - Parameters:
    ///   - address: The upstream.
    ///   - connector: Makes connections.
    ///   - names: The addresses of names.
    ///   - connectTime: The longest time for a connection, resolving included, in nanoseconds.
    ///   - loop: The loop.
    init(
        _ address: UpstreamAddress, _ connector: any UpstreamConnector, _ names: NameBook, connectTime: Int64,
        _ loop: GatewayLoop
    ) {
        self.address = address
        self.connector = connector
        self.names = names
        self.connectTime = connectTime
        self.loop = loop
        if let literal = address.literal {
            endpoints = [literal]
        } else if let name = address.name {
            let bound = NIOLoopBound(Weak(dialer: self), eventLoop: loop.eventLoop)
            watch = names.watch(name, at: loop.moment, on: loop.eventLoop) { answer in
                bound.value.dialer?.receive(answer)
            }
            // Each loop begins with another address.
            next = watch.map { Int(truncatingIfNeeded: $0 - 1) } ?? 0
        }
    }

    /// Whether connections to an address may be used for new requests.
    func isCurrent(_ endpoint: SocketAddress) -> Bool { endpoints.contains(endpoint) }

    /// Makes a connection.
    ///
    /// - Returns: The connection; where there is none, a ``DialFault``, or the reason why the last address could not
    ///   be reached.
    func dial() -> EventLoopFuture<DialledConnection> {
        let promise = loop.eventLoop.makePromise(of: DialledConnection.self)
        if !endpoints.isEmpty {
            attempt(nextEndpoints()[...], since: loop.moment, promise)
        } else if fault != nil {
            // Not at once: whoever is told may ask for the next connection.
            loop.eventLoop.execute { promise.fail(DialFault.unresolved) }
        } else {
            waiting.append(Wait(promise: promise, since: loop.moment))
        }
        return promise.futureResult
    }

    /// Ends waits for addresses that have taken too long.
    func sweep(at now: Int64) {
        while let first = waiting.first, now - first.since > connectTime {
            waiting.removeFirst()
            first.promise.fail(DialFault.slowResolver)
        }
    }

    /// Watches the name no more.
    func end() {
        if let watch, let name = address.name { names.end(watch, of: name) }
        watch = nil
        for wait in takeWaiting() { wait.promise.fail(DialFault.unresolved) }
    }

    // MARK: - Addresses

    private func receive(_ answer: NameBook.Answer) {
        switch answer {
        case .addresses(let found):
            fault = nil
            endpoints = found.map { address.endpoint($0) }
            avoided = avoided.filter { endpoints.contains($0.key) }
            generation += 1
            onChange()
            for wait in takeWaiting() { attempt(nextEndpoints()[...], since: wait.since, wait.promise) }
        case .failed(let reason):
            fault = reason
            for wait in takeWaiting() { wait.promise.fail(DialFault.unresolved) }
        }
    }

    private func takeWaiting() -> [Wait] {
        defer { waiting = [] }
        return waiting
    }

    /// The addresses in the order in which the next connection tries them: each connection begins with another one, and
    /// those that could not be reached of late come last.
    private func nextEndpoints() -> [SocketAddress] {
        let start = (next & .max) % endpoints.count
        next &+= 1
        let turned = Array(endpoints[start...] + endpoints[..<start])
        guard !avoided.isEmpty else { return Array(turned.prefix(Self.mostAttempts)) }
        avoided = avoided.filter { loop.moment < $0.value }
        let good = turned.filter { avoided[$0] == nil }
        return Array((good + turned.filter { avoided[$0] != nil }).prefix(Self.mostAttempts))
    }

    // MARK: - Attempts

    /// Tries addresses, one after the other, each for its part of the time that is left.
    private func attempt(
        _ endpoints: ArraySlice<SocketAddress>, since: Int64, _ promise: EventLoopPromise<DialledConnection>
    ) {
        guard let endpoint = endpoints.first else { return promise.fail(DialFault.unresolved) }
        let left = max(connectTime - (loop.moment - since), 1_000_000)
        let part = TimeAmount.nanoseconds(left / Int64(endpoints.count))
        let generation = generation
        connector.connect(to: endpoint, of: address, on: loop.eventLoop, within: part).assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel):
                    self.avoided[endpoint] = nil
                    promise.succeed(DialledConnection(channel: channel, endpoint: endpoint, generation: generation))
                case .failure(let error):
                    self.avoided[endpoint] = self.loop.moment + Self.pause
                    let rest = endpoints.dropFirst()
                    guard !rest.isEmpty, self.loop.moment - since <= self.connectTime else {
                        return promise.fail(error)
                    }
                    self.attempt(rest, since: since, promise)
                }
            }
    }
}
