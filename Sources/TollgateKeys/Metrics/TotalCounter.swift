internal import CoreMetrics

/// A counter for events that are counted elsewhere.
struct TotalCounter {
    private let counter: Counter
    private var last: UInt64 = 0

    init(_ counter: Counter) {
        self.counter = counter
    }

    /// Brings it up to so many events since the beginning.
    mutating func reach(_ total: UInt64) {
        guard total > last else { return }
        counter.increment(by: Int64(clamping: total - last))
        last = total
    }

    func destroy() { counter.destroy() }
}
