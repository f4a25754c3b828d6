import Benchmark
import Tollgate
import Workload

/// The steps of a decision, each alone and over and over on one token.
func partBenchmarks() {
    for step in GateParts.steps {
        Benchmark("Part.\(step.name)") { benchmark, parts in
            for _ in benchmark.scaledIterations { blackHole(step.run(parts)) }
        } setup: {
            let parts = try Workload(tokens: 1, cacheBytes: 32 * 1024 * 1024).parts()
            guard step.run(parts) else { throw Workload.Failure() }
            return parts
        }
    }
    let halves: [(name: String, run: (Workload) -> Bool)] = [
        ("SHA-256", { $0.floorDigests($0.items[0]) }), ("RSA", { $0.floorVerifiesDigest($0.items[0]) }),
    ]
    for (name, run) in halves {
        Benchmark("Part.\(name)") { benchmark, workload in
            for _ in benchmark.scaledIterations { blackHole(run(workload)) }
        } setup: {
            let workload = try Workload(tokens: 1, cacheBytes: 0)
            guard run(workload) else { throw Workload.Failure() }
            return workload
        }
    }
}
