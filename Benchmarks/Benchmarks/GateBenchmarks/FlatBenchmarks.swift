import Benchmark
import Tollgate
import Workload

/// Steps of a decision with 10 and with 10 000 policies, scopes and path rules, in alternating chunks within one run.
func flatBenchmarks() {
    let small = BenchmarkMetric.custom("with 10 (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    let large = BenchmarkMetric.custom("with 10 000 (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    let ratio = BenchmarkMetric.custom("× with 10 (‰)", polarity: .prefersSmaller, useScalingFactor: false)
    let (chunks, runs) = (200, 1_000)

    /// One step of both, measured in turn.
    func register(_ name: String, others: Bool, rules: Bool, _ run: @escaping @Sendable (GateParts) -> Bool) {
        Benchmark(
            "Flat.\(name)",
            configuration: .init(
                metrics: [small, large, ratio], warmupIterations: 1, scalingFactor: .one, maxDuration: .seconds(10),
                maxIterations: 20)
        ) { (benchmark, parts: [GateParts]) in
            let clock = ContinuousClock()
            var times = [Duration.zero, .zero]
            for _ in 0..<chunks {
                for place in 0..<2 {
                    let parts = parts[place]
                    times[place] += clock.measure { for _ in 0..<runs { blackHole(run(parts)) } }
                }
            }
            benchmark.measurement(small, times[0].nanoseconds / (chunks * runs))
            benchmark.measurement(large, times[1].nanoseconds / (chunks * runs))
            benchmark.measurement(ratio, times[1].nanoseconds * 1_000 / max(1, times[0].nanoseconds))
        } setup: {
            try [10, 10_000].map { count -> GateParts in
                let catalogue = Workload.catalogue(others: others ? count : 0, rules: rules ? count : 0)
                let parts = try Workload(tokens: 1, cacheBytes: 1024 * 1024, catalogue: catalogue).parts()
                guard run(parts) else { throw Workload.Failure() }
                return parts
            }
        }
    }

    func step(_ name: String) -> @Sendable (GateParts) -> Bool {
        guard let step = GateParts.steps.first(where: { $0.name == name }) else {
            preconditionFailure("there is a step \(name)")
        }
        return step.run
    }
    register("scopes-remembered", others: true, rules: true, step("scopes-remembered"))
    register("scopes-anew", others: true, rules: false, step("scopes-anew"))
    register("access", others: true, rules: true, step("access"))
}
