import Benchmark
import Workload

/// Tokens that were seen before: the same one, and 4 096 in turn.
func warmBenchmarks() {
    for count in [1, 4096] {
        Benchmark("Gate.authorize-warm-tokens=\(count)") { benchmark, workload in
            for item in workload.items { blackHole(workload.gateAdmits(item)) }
            benchmark.startMeasurement()
            var index = 0
            for _ in benchmark.scaledIterations {
                blackHole(workload.gateAdmits(workload.items[index]))
                index = index + 1 == count ? 0 : index + 1
            }
        } setup: {
            try Workload(tokens: count, cacheBytes: 256 * 1024 * 1024)
        }
    }
}
