internal import NIOCore
internal import TollgateConcurrency

/// The durations of the requests of a gateway, from the end of a request's head to the end of its answer.
///
/// Each event loop counts its own, without a lock; they are added up when somebody asks.
public final class LatencyBook: Sendable {
    /// The upper bounds of the counts, in nanoseconds.
    public static let bounds: [UInt64] = [
        100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
        250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]

    private let loops = Lock<[NIOLoopBound<LoopLatencies>]>([])

    /// A book without durations.
    public init() {}

    /// The place of the first bound that is no less than a duration.
    static func place(of duration: UInt64) -> Int {
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if duration <= bounds[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Takes in the counts of one more loop.
    func add(_ loop: NIOLoopBound<LoopLatencies>) { loops.withLock { $0.append(loop) } }

    /// Adds up the counts of all event loops; of fates that no request had, nothing is told.
    public func series() async -> [LatencySeries] {
        var sums: [[String]: LatencySeries] = [:]
        for loop in loops.withLock({ $0 }) {
            // A loop that has ended tells nothing any more.
            guard let found = try? await loop.eventLoop.submit({ loop.value.series }).get() else { continue }
            for series in found where series.count > 0 {
                let key = [series.api, series.fate.rawValue]
                guard var sum = sums[key] else {
                    sums[key] = series
                    continue
                }
                for place in sum.counts.indices { sum.counts[place] &+= series.counts[place] }
                sum.nanoseconds &+= series.nanoseconds
                sums[key] = sum
            }
        }
        return sums.values.sorted { ($0.api, $0.fate.rawValue) < ($1.api, $1.fate.rawValue) }
    }
}
