import Benchmark
import Workload

/// The whole path for tokens that were never seen, beside the floor in the same run.
func coldBenchmarks() {
    for (name, cacheBytes) in [("insertion=no", 0), ("insertion=yes", 1024 * 1024)] {
        Benchmark(
            "Gate.authorize-cold-\(name)", configuration: Comparison.configuration
        ) { benchmark, workload in
            Comparison.run(benchmark, workload) { workload.gateAdmits($0) }
        } setup: {
            try Workload(tokens: 4096, cacheBytes: cacheBytes)
        }
    }
}
