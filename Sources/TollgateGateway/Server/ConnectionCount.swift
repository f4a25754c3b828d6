internal import TollgateConcurrency

/// Counts the connections of clients, and says of each new one whether there is room for it.
final class ConnectionCount: Sendable {
    /// The fate of a connection.
    enum Place {
        /// It is served.
        case served
        /// It is told that there is no room.
        case refused
        /// It is closed without a word, since too many are being told already.
        case dropped
    }

    private struct State {
        var served: Occupancy
        var refused = 0
        var waiters: [CheckedContinuation<Void, Never>] = []

        /// The fate of a connection for which there is no room.
        mutating func refuse() -> Place {
            guard refused < ConnectionCount.mostRefused else { return .dropped }
            refused += 1
            return .refused
        }

        /// Those that wait for the end of the last connection, if that has ended.
        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            guard served.taken == 0 else { return [] }
            defer { waiters = [] }
            return waiters
        }
    }

    /// The most connections that are told at the same time that there is no room.
    private static let mostRefused = 16

    private let state: Lock<State>

    init(maximum: Int) {
        state = Lock(State(served: Occupancy(maximum: maximum)))
    }

    /// A connection has come.
    func enter() -> Place {
        state.withLock { $0.served.take() ? .served : $0.refuse() }
    }

    /// A connection that was served cannot be after all.
    func refuse() -> Place {
        let (place, waiters) = state.withLock { state in
            state.served.give()
            return (state.refuse(), state.takeWaiters())
        }
        for waiter in waiters { waiter.resume() }
        return place
    }

    /// A connection has ended.
    func leave(_ place: Place) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            switch place {
            case .served: state.served.give()
            case .refused: state.refused -= 1
            case .dropped: break
            }
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when no connection is served any more.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isEnded = state.withLock { state in
                if state.served.taken > 0 { state.waiters.append(continuation) }
                return state.served.taken == 0
            }
            if isEnded { continuation.resume() }
        }
    }
}
