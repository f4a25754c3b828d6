internal import TollgateCatalogue
internal import Yams

/// Collects the problems of one file while it is read, so that all of them can be told at once.
final class ProblemList {
    private let file: String
    private var problems: [ConfigurationProblem] = []
    /// The same problems, to tell each one only once.
    private var known: Set<ConfigurationProblem> = []

    init(file: String) {
        self.file = file
    }

    var hasErrors: Bool { problems.contains { $0.severity == .error } }

    /// The problems in the order of the file.
    var sorted: [ConfigurationProblem] {
        problems.enumerated().sorted {
            ($0.element.line ?? 0, $0.element.column ?? 0, $0.offset)
                < ($1.element.line ?? 0, $1.element.column ?? 0, $1.offset)
        }.map(\.element)
    }

    func add(_ severity: ConfigurationProblem.Severity, at mark: Mark?, path: [String], _ message: String) {
        add(severity, at: mark.map { FilePlace($0) }, path: path, message)
    }

    private func add(
        _ severity: ConfigurationProblem.Severity, at place: FilePlace?, path: [String], _ message: String
    ) {
        let problem = ConfigurationProblem(
            severity: severity, file: file, line: place?.line, column: place?.column,
            path: path.joined(separator: "."), message: message)
        if known.insert(problem).inserted { problems.append(problem) }
    }

    /// Adds a problem of the catalogue, with the place in the file that its path leads to.
    func add(_ problem: CatalogueProblem, in file: FileIndex) {
        let severity: ConfigurationProblem.Severity = problem.severity == .error ? .error : .warning
        add(severity, at: file.mark(of: problem.path), path: problem.path, problem.message)
    }

    /// The document's root, or `nil` where the text is not YAML.
    func parse(_ yaml: String) -> Node? {
        do {
            if let mark = try AliasExpansion.excess(in: yaml) {
                add(.error, at: mark, path: [], "the aliases up to here stand for too much; write less with them")
                return nil
            }
            guard let root = try Yams.compose(yaml: yaml) else {
                add(
                    .error, at: nil as FilePlace?, path: [],
                    "the file is empty; see `issuers`, `apis` and `policies` in the configuration reference")
                return nil
            }
            return root
        } catch let error as YamlError {
            let (place, message) = Self.describe(error, yaml)
            add(.error, at: place, path: [], AliasExpansion.restored(message))
        } catch {
            add(.error, at: nil as FilePlace?, path: [], AliasExpansion.restored("not YAML: \(error)"))
        }
        return nil
    }

    private static func describe(_ error: YamlError, _ yaml: String) -> (FilePlace?, String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return (FilePlace(mark), "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? ""
            return (repetition(of: key, from: context.mark, yaml), "the key `\(key)` is there twice in one mapping")
        default: return (nil, "not YAML: \(error)")
        }
    }

    /// The line in which a key is repeated.
    ///
    /// Yams only says where the mapping begins.
    private static func repetition(of key: String, from mark: Mark, _ yaml: String) -> FilePlace {
        let start = String(repeating: " ", count: mark.column - 1) + key + ":"
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        let found = lines.dropFirst(mark.line - 1).filter { $0.element.hasPrefix(start) }
        guard found.count > 1 else { return FilePlace(mark) }
        return FilePlace(line: found[1].offset + 1, column: mark.column)
    }
}
