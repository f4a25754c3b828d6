import Benchmark
import Tollgate
import Workload

/// Charging a request to a client's counters: alone, and two threads at once with a client each.
func limiterBenchmarks() {
    let time = BenchmarkMetric.custom(
        "per request and thread (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    let requests = 1_000_000

    for (plan, hasQuota) in [("rate", false), ("rate-and-quota", true)] {
        for threads in [1, 2] {
            Benchmark(
                "Limiter.\(plan)-threads=\(threads)",
                configuration: .init(
                    metrics: [time], warmupIterations: 3, scalingFactor: .one, maxDuration: .seconds(5),
                    maxIterations: 50)
            ) { (benchmark, parts: [GateParts]) in
                let threads = parts.map { parts -> WarmThread in
                    WarmThread(requests: requests) { take.run(parts) }
                }
                for thread in WarmThread.run(threads) {
                    guard let nanoseconds = thread else { return benchmark.error("a request was not admitted") }
                    benchmark.measurement(time, nanoseconds / requests)
                }
            } setup: {
                let workload = try Workload(
                    tokens: threads, clients: threads, cacheBytes: 1024 * 1024,
                    catalogue: Workload.catalogue(hasQuota: hasQuota))
                return try workload.items.map { try workload.parts(of: $0) }
            }
        }
    }
}

/// The step that charges counters that are known.
private let take: GateParts.Step = {
    guard let step = GateParts.steps.first(where: { $0.name == "limiter-take" }) else {
        preconditionFailure("there is a step for the limiter")
    }
    return step
}()
