extension Configuration {
    /// Everything that is wrong, or looks wrong, in a configuration file.
    ///
    /// - Parameter path: The file's path.
    /// - Returns: Errors and warnings, in the order of the file; with an error it cannot be used.
    /// - Throws: `ConfigurationError` where the file cannot be read at all.
    public static func problems(inFile path: String) throws(ConfigurationError) -> [ConfigurationProblem] {
        let yaml = try ConfigurationFile.text(at: path)
        do {
            return try Configuration(yaml: yaml, file: path).warnings
        } catch {
            return error.problems
        }
    }
}
