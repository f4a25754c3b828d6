import Benchmark
import Workload

/// The floor and something else, measured in alternating chunks of 64 tokens, so that both meet the same machine.
struct Comparison {
    static let floor = BenchmarkMetric.custom("floor (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    static let other = BenchmarkMetric.custom("measured (ns)", polarity: .prefersSmaller, useScalingFactor: false)
    static let ratio = BenchmarkMetric.custom("× floor (‰)", polarity: .prefersSmaller, useScalingFactor: false)

    /// One iteration is one round over all tokens.
    static var configuration: Benchmark.Configuration {
        .init(
            metrics: [floor, other, ratio], warmupIterations: 1, scalingFactor: .one, maxDuration: .seconds(10),
            maxIterations: 20)
    }

    private let clock = ContinuousClock()
    private var floorTime = Duration.zero
    private var otherTime = Duration.zero
    private var isEveryTokenGood = true

    /// Measures what judges one token after the other.
    static func run(_ benchmark: Benchmark, _ workload: Workload, _ accepts: (WorkloadItem) -> Bool) {
        var comparison = Comparison()
        for chunk in chunks(of: workload) {
            comparison.measureFloor(chunk, workload)
            comparison.otherTime += comparison.clock.measure {
                for item in chunk where !accepts(item) { comparison.isEveryTokenGood = false }
            }
        }
        comparison.report(to: benchmark, workload)
    }

    /// The same for what has to be awaited.
    static func run(_ benchmark: Benchmark, _ workload: Workload, _ accepts: (WorkloadItem) async -> Bool) async {
        var comparison = Comparison()
        for chunk in chunks(of: workload) {
            comparison.measureFloor(chunk, workload)
            let start = comparison.clock.now
            for item in chunk where await !accepts(item) { comparison.isEveryTokenGood = false }
            comparison.otherTime += comparison.clock.now - start
        }
        comparison.report(to: benchmark, workload)
    }

    private static func chunks(of workload: Workload) -> [ArraySlice<WorkloadItem>] {
        stride(from: 0, to: workload.items.count, by: 64).map {
            workload.items[$0..<min($0 + 64, workload.items.count)]
        }
    }

    private mutating func measureFloor(_ chunk: ArraySlice<WorkloadItem>, _ workload: Workload) {
        let start = clock.now
        for item in chunk where !workload.floorVerifies(item) { isEveryTokenGood = false }
        floorTime += clock.now - start
    }

    private func report(to benchmark: Benchmark, _ workload: Workload) {
        guard isEveryTokenGood else { return benchmark.error("a token was not accepted") }
        let count = workload.items.count
        benchmark.measurement(Self.floor, floorTime.nanoseconds / count)
        benchmark.measurement(Self.other, otherTime.nanoseconds / count)
        benchmark.measurement(Self.ratio, otherTime.nanoseconds * 1000 / max(1, floorTime.nanoseconds))
    }
}
