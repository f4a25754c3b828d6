import Foundation
import Testing
import Tollgate
import TollgateTesting

@Suite("The gate and libjwt differ for reasons that have names")
struct DifferentialTests {
    /// Any seed will do; the same one makes the same mutants.
    private static let seed: UInt64 = 7_519

    /// How many tokens are compared: `TOLLGATE_DIFFERENTIAL_TOKENS`, or 10 000; CI compares 100 000.
    private static let count =
        ProcessInfo.processInfo.environment["TOLLGATE_DIFFERENTIAL_TOKENS"].flatMap { Int($0) } ?? 10_000

    /// How many tokens it takes for every reason to be met.
    private static let enoughForEveryReason = 5_000

    @Test("Each changed and re-signed token is accepted by both, refused by both, or differs for a reason with a name")
    func differsForReasons() async throws {
        let judge = try DifferentialJudge(forge: try Forge.shared.get(), seed: Self.seed)
        let workers = ProcessInfo.processInfo.activeProcessorCount
        let tally = try await withThrowingTaskGroup(of: DifferentialTally.self) { group in
            for worker in 0..<workers {
                group.addTask(priority: .low) {
                    var tally = DifferentialTally()
                    for number in stride(from: worker, to: Self.count, by: workers) {
                        try judge.judge(number, &tally)
                        // Other tests have clocks that run, and share the threads: none waits longer than for a token.
                        await Task.yield()
                    }
                    return tally
                }
            }
            var sum = DifferentialTally()
            for try await part in group { sum.add(part) }
            return sum
        }
        print("differential test: \(Self.count) tokens, seed \(Self.seed)\n\(tally.summary)")

        let examples = tally.unexplained.prefix(5).joined(separator: "\n\n")
        let unexplained = tally.unexplained.count
        #expect(unexplained == 0, "seed \(Self.seed), \(judge.publicKeyPEM)\n\(examples)")
        #expect(tally.bothAccept > Self.count / 5)
        #expect(tally.bothRefuse > Self.count / 10)
        guard Self.count >= Self.enoughForEveryReason else { return }
        let missingOfGate = GateRefusal.allCases.filter { !$0.isShared && tally.refusedByGate[$0] == nil }
        #expect(missingOfGate == [], "reasons that explain no difference")
        let missingOfLibJWT = LibJWTRefusal.allCases.filter { tally.refusedByLibJWT[$0] == nil }
        #expect(missingOfLibJWT == [], "reasons that explain no difference")
    }
}
