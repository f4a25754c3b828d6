internal import TollgateConcurrency

/// A log of requests, one JSON object a line, until it is written somewhere.
///
/// Each event loop collects its lines; whoever writes them takes them from there, and no request ever waits. Lines that
/// come faster than they are taken are dropped, and counted.
public final class AccessLog: Sendable {
    /// The part of the requests that let pass and were answered which is logged, from 0 to 1.
    let sample: Double
    /// Whether the query is logged.
    let includesQuery: Bool
    /// The most bytes that wait on one loop.
    let capacity: Int
    /// Reads the wall clock, in nanoseconds since 1970.
    let wallClock: @Sendable () -> Int64
    private let arrival: @Sendable () -> Void
    private let loops = Lock<[AccessLogBuffer]>([])

    /// A log without lines.
    ///
    /// - Parameters:
    ///   - sample: The part of the requests that were let pass and answered which is logged, from 0 to 1; all others
    ///     always are. Default: 1.
    ///   - includesQuery: Whether the query is logged; it may hold what nobody should read. Default: no.
    ///   - capacity: The most bytes that wait on one event loop. Default: 4 MiB.
    ///   - wallClock: Reads the clock, in nanoseconds since 1970. Default: this machine's.
    ///   - arrival: Called on an event loop when there is something to take and there was not before; it must not wait.
    public init(
        sample: Double = 1, includesQuery: Bool = false, capacity: Int = 4_194_304,
        wallClock: @escaping @Sendable () -> Int64 = WallClock.nanoseconds,
        arrival: @escaping @Sendable () -> Void = {}
    ) {
        self.sample = min(max(0, sample), 1)
        self.includesQuery = includesQuery
        self.capacity = max(1, capacity)
        self.wallClock = wallClock
        self.arrival = arrival
    }

    /// Makes the buffer of one more loop.
    func makeBuffer() -> AccessLogBuffer {
        let buffer = AccessLogBuffer(capacity: capacity, arrival)
        loops.withLock { $0.append(buffer) }
        return buffer
    }

    /// Takes out the lines that wait.
    ///
    /// - Returns: Whole lines, how many they are, and how many were dropped since the last time.
    public func take() -> (bytes: [UInt8], lines: Int, dropped: Int) {
        var all: (bytes: [UInt8], lines: Int, dropped: Int) = ([], 0, 0)
        for buffer in loops.withLock({ $0 }) {
            let taken = buffer.take()
            if all.bytes.isEmpty { all.bytes = taken.bytes } else { all.bytes += taken.bytes }
            all.lines += taken.lines
            all.dropped += taken.dropped
        }
        return all
    }
}
