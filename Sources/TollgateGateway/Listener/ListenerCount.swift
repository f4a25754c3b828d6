internal import TollgateCatalogue
internal import TollgateConcurrency

/// Counts the connections of one listener, all of them and by address, beside those of the whole gateway.
///
/// An address is known only as long as it has a connection.
final class ListenerCount: Sendable {
    private struct State {
        var served: Occupancy
        /// The number of connections from each address.
        var callers: [IPAddress: Int] = [:]
    }

    /// The least that an address may have if nothing is said: as many as two browsers open.
    private static let leastPerAddress = 16

    private let all: ConnectionCount
    private let perAddress: Int
    private let state: Lock<State>

    /// A count of no connections.
    init(_ limits: ListenerLimits, of all: ConnectionCount) {
        self.all = all
        perAddress = max(1, limits.connectionsPerAddress ?? max(Self.leastPerAddress, limits.connections / 2))
        state = Lock(State(served: Occupancy(maximum: limits.connections)))
    }

    /// A connection has come.
    func enter() -> ConnectionCount.Place {
        let place = all.enter()
        guard place == .served else { return place }
        return state.withLock { $0.served.take() } ? .served : all.refuse()
    }

    /// A connection that is served is from an address.
    ///
    /// - Returns: Whether it may have one more; if not, the connection has no place any more.
    func claim(_ address: IPAddress) -> Bool {
        state.withLock { state in
            let connections = state.callers[address.network] ?? 0
            guard connections < perAddress else { return false }
            state.callers[address.network] = connections + 1
            return true
        }
    }

    /// A connection that is served has no place any more.
    ///
    /// - Returns: What becomes of it.
    func refuse() -> ConnectionCount.Place {
        state.withLock { $0.served.give() }
        return all.refuse()
    }

    /// A connection has ended.
    ///
    /// - Parameters:
    ///   - place: Its place.
    ///   - address: The address that it was claimed for.
    func leave(_ place: ConnectionCount.Place, _ address: IPAddress?) {
        if place == .served {
            state.withLock { state in
                state.served.give()
                guard let key = address?.network, let connections = state.callers[key] else { return }
                state.callers[key] = connections > 1 ? connections - 1 : nil
            }
        }
        all.leave(place)
    }

    /// The number of addresses that are known.
    var addressCount: Int { state.withLock { $0.callers.count } }
}
