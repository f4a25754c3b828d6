internal import TollgateCatalogue
internal import Yams

/// Collects the problems of one file while it is read, so that all of them can be told at once.
final class ProblemList {
    private let file: String
    private var problems: [ConfigurationProblem] = []

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
        let problem = ConfigurationProblem(
            severity: severity, file: file, line: mark?.line, column: mark?.column,
            path: path.joined(separator: "."), message: message)
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// Adds a problem of the catalogue, with the place in the file that its path leads to.
    func add(_ problem: CatalogueProblem, in root: Node) {
        let severity: ConfigurationProblem.Severity = problem.severity == .error ? .error : .warning
        add(severity, at: Self.mark(of: problem.path, in: root), path: problem.path, problem.message)
    }

    /// The document's root, or `nil` where the text is not YAML.
    func parse(_ yaml: String) -> Node? {
        do {
            guard let root = try Yams.compose(yaml: yaml) else {
                add(.error, at: nil, path: [], "the file is empty; see `issuers`, `apis` and `policies` in the README")
                return nil
            }
            return root
        } catch let error as YamlError {
            let (mark, message) = Self.describe(error)
            add(.error, at: mark, path: [], message)
        } catch {
            add(.error, at: nil, path: [], "not YAML: \(error)")
        }
        return nil
    }

    private static func describe(_ error: YamlError) -> (Mark?, String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark, "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            (context.mark, "the key `\(duplicates.first ?? "")` is there twice in one mapping")
        default: (nil, "not YAML: \(error)")
        }
    }

    /// Where a path leads to, or as far as it can be followed.
    private static func mark(of path: [String], in root: Node) -> Mark? {
        var node = root
        var mark = root.mark
        for component in path {
            if let pair = node.mapping?.first(where: { $0.key.string == component }) {
                mark = pair.key.mark ?? mark
                node = pair.value
            } else if let sequence = node.sequence, let index = Int(component), sequence.indices.contains(index) {
                node = sequence[index]
                mark = node.mark ?? mark
            } else {
                break
            }
        }
        return mark
    }
}
