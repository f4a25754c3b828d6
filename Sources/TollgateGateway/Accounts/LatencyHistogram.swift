/// The durations of requests to one API on one loop, counted by fate and length.
///
/// It never leaves its loop.
final class LatencyHistogram {
    private static let fates = RequestFate.allCases
    private static let width = LatencyBook.bounds.count + 1

    private var counts = [UInt64](repeating: 0, count: fates.count * width)
    private var sums = [UInt64](repeating: 0, count: fates.count)

    /// Counts a request.
    func record(_ fate: RequestFate, nanoseconds: Int64) {
        let row = Self.row(of: fate)
        let duration = UInt64(max(0, nanoseconds))
        sums[row] &+= duration
        counts[row * Self.width + LatencyBook.place(of: duration)] &+= 1
    }

    /// The counts of one fate, each for durations up to its bound and beyond the one before; and the sum of durations.
    func counts(of fate: RequestFate) -> (counts: [UInt64], nanoseconds: UInt64) {
        let row = Self.row(of: fate)
        return (Array(counts[row * Self.width..<(row + 1) * Self.width]), sums[row])
    }

    private static func row(of fate: RequestFate) -> Int {
        switch fate {
        case .admitted: 0
        case .open: 1
        case .observed: 2
        case .rejected: 3
        case .failed: 4
        case .refused: 5
        case .ended: 6
        case .aborted: 7
        }
    }
}
