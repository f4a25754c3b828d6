import TollgateConfiguration

/// What `tollgate check` prints about one file.
struct CheckReport: Encodable {
    /// A problem with its parts apart, for programs.
    struct Problem: Encodable {
        let severity: String
        let line: Int?
        let column: Int?
        let path: String
        let message: String
    }

    let file: String
    let errors: Int
    let warnings: Int
    let problems: [Problem]
    /// The problems and their number, a line each.
    let text: String

    private enum CodingKeys: String, CodingKey {
        case file
        case errors
        case warnings
        case problems
    }

    init(file: String, _ problems: [ConfigurationProblem]) {
        self.file = file
        errors = problems.count { $0.severity == .error }
        warnings = problems.count { $0.severity == .warning }
        self.problems = problems.map {
            Problem(
                severity: $0.severity.rawValue, line: $0.line, column: $0.column, path: $0.path, message: $0.message)
        }
        let sum = "\(file): \(Self.counted(errors, "error")), \(Self.counted(warnings, "warning"))"
        text = (problems.map(\.description) + [sum]).joined(separator: "\n")
    }

    private static func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}
