import Benchmark
import Workload

/// Two threads at once with tokens that were seen before: both with the same one, or each with one of another client.
func threadBenchmarks() {
    let time = BenchmarkMetric.custom(
        "per request and thread (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    let requests = 200_000

    for (name, tokens) in [("2-same-token", 1), ("2-different-tokens", 2)] {
        Benchmark(
            "Gate.authorize-warm-threads=\(name)",
            configuration: .init(
                metrics: [time], warmupIterations: 3, scalingFactor: .one, maxDuration: .seconds(5),
                maxIterations: 100)
        ) { (benchmark, workload: Workload) in
            let threads = [0, tokens - 1].map { place -> WarmThread in
                let item = workload.items[place]
                return WarmThread(requests: requests) { workload.gateAdmits(item) }
            }
            for thread in WarmThread.run(threads) {
                guard let nanoseconds = thread else { return benchmark.error("a token was not admitted") }
                benchmark.measurement(time, nanoseconds / requests)
            }
        } setup: {
            let workload = try Workload(tokens: tokens, clients: tokens, cacheBytes: 32 * 1024 * 1024)
            for item in workload.items where !workload.gateAdmits(item) { throw Workload.Failure() }
            return workload
        }
    }
}
