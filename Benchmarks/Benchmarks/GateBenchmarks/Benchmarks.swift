import Benchmark

/// The suites; each file registers its own.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], warmupIterations: 3, scalingFactor: .kilo, maxDuration: .seconds(3))
    coldBenchmarks()
    warmBenchmarks()
    threadBenchmarks()
    issuerBenchmarks()
    hostileBenchmarks()
    floorBenchmarks()
    libraryBenchmarks()
    partBenchmarks()
    flatBenchmarks()
    limiterBenchmarks()
}
