import Benchmark
import Workload

/// What RS256 costs in libcrypto alone, over the same 4 096 tokens.
func floorBenchmarks() {
    Benchmark("Floor.verify") { benchmark, workload in
        var index = 0
        for _ in benchmark.scaledIterations {
            blackHole(workload.floorVerifies(workload.items[index]))
            index = index + 1 == workload.items.count ? 0 : index + 1
        }
    } setup: {
        try Workload(tokens: 4096, cacheBytes: 0)
    }
}
