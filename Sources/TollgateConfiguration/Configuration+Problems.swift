package import TollgateCatalogue

extension Configuration {
    /// Finds everything that is wrong, or looks wrong, in a configuration file.
    ///
    /// - Parameter path: The file's path.
    /// - Returns: Errors and warnings, in the order of the file; with an error it cannot be used.
    /// - Throws: ``ConfigurationError`` where the file is not there, is a folder, cannot be read, is longer than 16
    ///   MiB, or is not UTF-8.
    public static func problems(inFile path: String) throws(ConfigurationError) -> [ConfigurationProblem] {
        try problems(inFile: path) { _ in [] }
    }

    /// Finds the same, and the problems that `check` finds in a configuration that is in order as far as this module
    /// knows.
    ///
    /// - Parameters:
    ///   - path: The file's path.
    ///   - check: Finds further problems.
    /// - Returns: Errors and warnings, in the order of the file.
    /// - Throws: ``ConfigurationError`` where the file is not there, is a folder, cannot be read, is longer than 16
    ///   MiB, or is not UTF-8.
    package static func problems(
        inFile path: String, and check: (Configuration) -> [CatalogueProblem]
    ) throws(ConfigurationError) -> [ConfigurationProblem] {
        let yaml = try ConfigurationFile.text(at: path)
        do {
            let configuration = try Configuration(yaml: yaml, file: path)
            let found = check(configuration)
            guard !found.isEmpty, let root = ProblemList(file: path).parse(yaml) else { return configuration.warnings }
            let problems = ProblemList(file: path)
            let index = FileIndex(root)
            for problem in found { problems.add(problem, in: index) }
            return problems.sorted + configuration.warnings
        } catch {
            return error.problems
        }
    }
}
