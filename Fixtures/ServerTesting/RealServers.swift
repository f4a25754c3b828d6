package import Testing

/// Has suites that talk to servers and processes run one after the other, whichever target they are in.
///
/// Swift Testing begins all tests at once. Those that only compute share the processors as they come; a test that talks
/// to a server meets deadlines of the real clock, and must not stand behind a thousand others at each step. So suites
/// with this trait run one at a time, and only when a processor is free for them. Within a suite tests run in parallel,
/// unless it is `.serialized` as well.
package struct RealServers: SuiteTrait, TestTrait, TestScoping {
    private static let turns = Turns()

    /// The scope is the whole suite, or the whole test function, and lies outside of time limits, which hold for each
    /// case.
    package func scopeProvider(for test: Test, testCase: Test.Case?) -> RealServers? {
        testCase == nil ? self : nil
    }

    /// Runs a suite or a test when its turn has come.
    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Self.turns.take {
            await Processors.waitUntilFree()
            try await function()
        }
    }
}

extension Trait where Self == RealServers {
    /// Has suites that talk to servers and processes run one after the other, whichever target they are in.
    package static var realServers: Self { Self() }
}
