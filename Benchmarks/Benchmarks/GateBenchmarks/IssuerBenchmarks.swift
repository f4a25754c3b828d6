import Benchmark
import Tollgate
import Workload

/// 200 issuers beside one, on tokens that were never seen, on such that were, and on such whose key nobody has.
///
/// The gates alternate in chunks of 64 tokens; the tokens of the 200 issuers come in turn.
func issuerBenchmarks() {
    for (name, cacheBytes) in [("cold", 0), ("warm", 64 * 1024 * 1024)] {
        Benchmark(
            "Gate.authorize-\(name)-issuers=200", configuration: IssuerComparison.configuration
        ) { benchmark, comparison in
            comparison.run(benchmark)
        } setup: {
            try IssuerComparison(cacheBytes: cacheBytes)
        }
    }
    for count in [1, 200] {
        Benchmark("Gate.authorize-unknown-kid-issuers=\(count)") {
            (benchmark, setup: (workload: Workload, token: BearerCredential)) in
            let (workload, token) = setup
            for _ in benchmark.scaledIterations {
                blackHole(workload.gate.decide(token, workload.request, at: workload.instant))
            }
        } setup: {
            let workload = try Workload(tokens: 1, issuers: count, cacheBytes: 0)
            return (workload, try workload.tokenOfUnknownKey())
        }
    }
}

/// A gate with one issuer and a gate with 200, and as many tokens for each.
private struct IssuerComparison {
    static let one = BenchmarkMetric.custom("one (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    static let many = BenchmarkMetric.custom("200 (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    static let ratio = BenchmarkMetric.custom("× one (‰)", polarity: .prefersSmaller, useScalingFactor: false)

    /// One iteration is one round over all tokens.
    static var configuration: Benchmark.Configuration {
        .init(
            metrics: [one, many, ratio], warmupIterations: 2, scalingFactor: .one, maxDuration: .seconds(5),
            maxIterations: 200)
    }

    private static let tokens = 1_024
    private let one: Workload
    private let many: Workload

    init(cacheBytes: Int) throws {
        one = try Workload(tokens: Self.tokens, cacheBytes: cacheBytes)
        many = try Workload(tokens: Self.tokens, issuers: 200, cacheBytes: cacheBytes)
    }

    func run(_ benchmark: Benchmark) {
        let clock = ContinuousClock()
        var (oneTime, manyTime) = (Duration.zero, Duration.zero)
        var isEveryTokenGood = true
        for start in stride(from: 0, to: Self.tokens, by: 64) {
            oneTime += clock.measure {
                for item in one.items[start..<start + 64] where !one.gateAdmits(item) { isEveryTokenGood = false }
            }
            manyTime += clock.measure {
                for item in many.items[start..<start + 64] where !many.gateAdmits(item) { isEveryTokenGood = false }
            }
        }
        guard isEveryTokenGood else { return benchmark.error("a token was not accepted") }
        benchmark.measurement(Self.one, oneTime.nanoseconds / Self.tokens)
        benchmark.measurement(Self.many, manyTime.nanoseconds / Self.tokens)
        benchmark.measurement(Self.ratio, manyTime.nanoseconds * 1000 / max(1, oneTime.nanoseconds))
    }
}
