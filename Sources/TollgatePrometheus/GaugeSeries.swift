internal import CoreMetrics
internal import TollgateConcurrency

/// A number that stands for how something is now.
final class GaugeSeries: MeterHandler, RecorderHandler, Series {
    private let value = Lock<Double>(0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }

    var samples: [(suffix: String, value: String)] { [("", PrometheusText.number(value.withLock { $0 }))] }
}
