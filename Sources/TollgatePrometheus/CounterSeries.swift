internal import CoreMetrics
internal import Synchronization

/// A number of events.
final class CounterSeries: CounterHandler, Series {
    private let value = Atomic<UInt64>(0)

    /// Adds events; there are no negative ones.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        value.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    func reset() { value.store(0, ordering: .relaxed) }

    var samples: [(suffix: String, value: String)] { [("", "\(value.load(ordering: .relaxed))")] }
}
