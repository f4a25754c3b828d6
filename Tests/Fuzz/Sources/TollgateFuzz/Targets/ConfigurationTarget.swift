import Tollgate
import TollgateCatalogue

@testable import TollgateConfiguration

/// A configuration file: the input is its text.
enum ConfigurationTarget {
    /// Key files are looked for in a folder that does not exist.
    private static let file = "/nonexistent/fuzz.yaml"

    static func run(_ input: [UInt8]) {
        // What is not UTF-8 is refused before it is parsed.
        guard let text = String(validating: input, as: UTF8.self) else { return }
        let found = read(text)
        let lines = 2 + input.count { $0 == 0x0A || $0 == 0x0D || $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 }
        switch found {
        case .success(let configuration):
            check(configuration.warnings, lines: lines)
            must(configuration.warnings.allSatisfy { $0.severity == .warning }, "what is usable has no errors")
            must(
                configuration.catalogue.source.problems().allSatisfy { $0.severity == .warning },
                "a usable catalogue has no errors")
            _ = Gate(catalogue: configuration.catalogue)
        case .failure(let error):
            must(error.problems.contains { $0.severity == .error }, "a refused file has an error")
            check(error.problems, lines: lines)
        }
        // Reading is slow here, so that only some files are read twice.
        if input.reduce(0, &+) % 8 == 0 { mustBeSame(read(text), found) }
    }

    private static func read(_ text: String) -> Result<Configuration, ConfigurationError> {
        Result { () throws(ConfigurationError) in try Configuration(yaml: text, file: file) }
    }

    private static func mustBeSame(
        _ again: Result<Configuration, ConfigurationError>, _ found: Result<Configuration, ConfigurationError>
    ) {
        switch (again, found) {
        case (.success(let again), .success(let found)):
            must(again.catalogue.source, equal: found.catalogue.source, "a file is read the same each time")
            must(again.gateway, equal: found.gateway, "a file is read the same each time")
            must(again.warnings, equal: found.warnings, "the same warnings are given each time")
        case (.failure(let again), .failure(let found)):
            must(again, equal: found, "the same problems are found each time")
        default: must(false, "a file is accepted each time or never")
        }
    }

    private static func check(_ problems: [ConfigurationProblem], lines: Int) {
        for problem in problems {
            must(!problem.message.isEmpty, "a problem has a message")
            must(problem.file == file && problem.description.hasPrefix(file), "a problem names the file")
            let hasPlace = !problem.path.isEmpty || problem.line != nil
            must(hasPlace || problems.count == 1, "a problem has a place, or is the file's: \(problem)")
            must((problem.line == nil) == (problem.column == nil), "a place has a line and a column: \(problem)")
            must(problem.line.map { (1...lines).contains($0) } ?? true, "a line is one of the file: \(problem)")
            must(problem.column.map { $0 >= 1 } ?? true, "a column counts from 1: \(problem)")
        }
        let places = problems.map { [$0.line ?? 0, $0.column ?? 0] }
        let isSorted = zip(places, places.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) }
        must(isSorted, "problems are in the order of the file")
    }
}
