internal import CoreMetrics
internal import TollgateConcurrency

/// The number of measurements, and their sum.
final class SummarySeries: RecorderHandler, TimerHandler, Series {
    private let total = Lock<(count: UInt64, sum: Double)>((0, 0))

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        total.withLock {
            $0.count &+= 1
            $0.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    var samples: [(suffix: String, value: String)] {
        let (count, sum) = total.withLock { $0 }
        return [("_sum", PrometheusText.number(sum)), ("_count", "\(count)")]
    }
}
