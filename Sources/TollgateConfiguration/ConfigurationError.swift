/// The reason why a configuration file could not be used: all of its problems at once.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Every problem, in the order of the file; at least one is an error.
    public let problems: [ConfigurationProblem]

    package init(problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    /// One line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
