import Benchmark

/// The whole path for tokens that were never seen, beside the floor in the same run.
///
/// Floor and gate alternate in chunks of 64 tokens, so that both meet the same machine; the ratio of the two is a metric.
func coldBenchmarks() {
    let floorTime = BenchmarkMetric.custom("floor (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    let gateTime = BenchmarkMetric.custom("gate (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    let ratio = BenchmarkMetric.custom("gate / floor (‰)", polarity: .prefersSmaller, useScalingFactor: false)

    for (name, cacheBytes) in [("insertion=no", 0), ("insertion=yes", 1024 * 1024)] {
        Benchmark(
            "Gate.authorize-cold-\(name)",
            configuration: .init(
                metrics: [floorTime, gateTime, ratio], warmupIterations: 1, scalingFactor: .one,
                maxDuration: .seconds(10), maxIterations: 20)
        ) { benchmark, workload in
            let clock = ContinuousClock()
            var floor = Duration.zero
            var gate = Duration.zero
            var isEveryTokenGood = true
            for start in stride(from: 0, to: workload.items.count, by: 64) {
                let chunk = workload.items[start..<min(start + 64, workload.items.count)]
                floor += clock.measure {
                    for item in chunk where !workload.floorVerifies(item) { isEveryTokenGood = false }
                }
                gate += clock.measure {
                    for item in chunk where !workload.gateAdmits(item) { isEveryTokenGood = false }
                }
            }
            guard isEveryTokenGood else { return benchmark.error("a token was not admitted") }
            let count = workload.items.count
            benchmark.measurement(floorTime, nanoseconds(floor) / count)
            benchmark.measurement(gateTime, nanoseconds(gate) / count)
            benchmark.measurement(ratio, nanoseconds(gate) * 1000 / max(1, nanoseconds(floor)))
        } setup: {
            try Workload(tokens: 4096, cacheBytes: cacheBytes)
        }
    }
}

/// A duration in whole nanoseconds.
func nanoseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
}
