public import TollgateCatalogue

/// Everything that keeps a catalogue from being used.
public struct CatalogueErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// The errors, in the order of the file's sections.
    public let problems: [CatalogueProblem]

    package init(problems: [CatalogueProblem]) {
        self.problems = problems
    }

    /// One line for each error.
    public var description: String {
        problems.map { "\($0.path.joined(separator: ".")): \($0.message)" }.joined(separator: "\n")
    }
}
