internal import CoreMetrics
internal import TollgateConcurrency

/// A sum that only grows.
final class FloatingPointCounterSeries: FloatingPointCounterHandler, Series {
    private let value = Lock<Double>(0)

    /// Adds an amount that is finite and not negative.
    func increment(by amount: Double) {
        guard amount >= 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }

    func reset() { value.withLock { $0 = 0 } }

    var samples: [(suffix: String, value: String)] { [("", PrometheusText.number(value.withLock { $0 }))] }
}
