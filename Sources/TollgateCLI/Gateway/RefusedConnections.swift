import CoreMetrics
import Logging
import Tollgate
import TollgateConcurrency
import TollgateGateway

/// Counts the connections that the gateway does not serve, and says so in the log from time to time.
///
/// Strangers can bring about as many as they like: for each listener and reason there is one line a minute at most,
/// with the number of those since the line before.
final class RefusedConnections: Sendable {
    private struct Kind: Hashable {
        let listener: GatewayListener.Address
        let reason: ConnectionRefusal
    }

    private struct Line {
        /// The moment of the last line.
        var last: Int64?
        var unsaid = 0
    }

    /// The least time between two lines.
    private static let interval: Int64 = 60_000_000_000

    private let counters: [Kind: Counter]
    private let lines = Lock<[Kind: Line]>([:])
    private let logger: Logger
    private let now: @Sendable () -> Instant

    /// Counts from 0.
    ///
    /// - Parameters:
    ///   - listeners: The addresses that the gateway listens on.
    ///   - logger: Takes the lines.
    ///   - metrics: Makes a counter for each listener and reason.
    ///   - now: Reads the clocks.
    init(
        on listeners: [GatewayListener.Address], logger: Logger, metrics: any MetricsFactory,
        now: @escaping @Sendable () -> Instant
    ) {
        self.logger = logger
        self.now = now
        var counters: [Kind: Counter] = [:]
        for listener in listeners {
            for reason in ConnectionRefusal.allCases {
                counters[Kind(listener: listener, reason: reason)] = Counter(
                    label: GatewayMetric.refusedConnections.rawValue,
                    dimensions: [("listener", "\(listener)"), ("reason", reason.rawValue)], factory: metrics)
            }
        }
        self.counters = counters
    }

    /// A connection is not served.
    func refused(_ reason: ConnectionRefusal, on listener: GatewayListener.Address, from address: String) {
        let kind = Kind(listener: listener, reason: reason)
        counters[kind]?.increment()
        let moment = now().monotonicNanoseconds
        let count = lines.withLock { lines -> Int? in
            var line = lines[kind] ?? Line()
            line.unsaid += 1
            defer { lines[kind] = line }
            if let last = line.last, moment - last < Self.interval { return nil }
            defer { line = Line(last: moment) }
            return line.unsaid
        }
        guard let count else { return }
        logger.warning(
            "connections are not served",
            metadata: [
                "listener": "\(listener)", "reason": "\(reason.rawValue)", "address": "\(address)",
                "connections": "\(count)",
            ])
    }
}
