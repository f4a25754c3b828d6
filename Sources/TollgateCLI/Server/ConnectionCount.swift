import Logging
import TollgateConcurrency

/// Counts the connections of a server, and says of each new one whether there is room for it.
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
        var served = 0
        var refused = 0
        var isFull = false
    }

    /// The most connections that are told at the same time that there is no room.
    private static let mostRefused = 16

    private let maximum: Int
    private let logger: Logger
    private let state = Lock(State())

    init(maximum: Int, logger: Logger) {
        self.maximum = maximum
        self.logger = logger
    }

    /// A connection has come.
    func enter() -> Place {
        let (place, isNews) = state.withLock { state -> (Place, Bool) in
            if state.served < maximum {
                state.served += 1
                return (.served, false)
            }
            let isNews = !state.isFull
            state.isFull = true
            guard state.refused < Self.mostRefused else { return (.dropped, isNews) }
            state.refused += 1
            return (.refused, isNews)
        }
        if isNews {
            logger.warning(
                "there are as many connections as there may be; further ones are answered 503",
                metadata: ["max_connections": "\(maximum)"])
        }
        return place
    }

    /// A connection has ended.
    func leave(_ place: Place) {
        state.withLock { state in
            switch place {
            case .served: state.served -= 1
            case .refused: state.refused -= 1
            case .dropped: break
            }
            // Told again only when there was room for a while.
            if state.served <= maximum - max(1, maximum / 10) { state.isFull = false }
        }
    }
}
