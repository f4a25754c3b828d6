internal import Yams

/// Adds up what the aliases of a file stand for, without following them.
///
/// Aliases of aliases make a short text stand for more values than could ever be read. So each alias is made a plain
/// scalar first, and what it stands for is counted from what its anchor was found to stand for.
struct AliasExpansion {
    /// The characters that any file's aliases may stand for, beside four times the file's own.
    private static let allowance = 1_000_000
    /// The cost of a value beside its characters.
    private static let costOfValue = 8
    /// Takes the place of an alias's `*`: one character as well, so that places stay the same.
    private static let mark: Unicode.Scalar = "\u{E000}"
    /// The characters that an alias can follow.
    private static let beforeAlias: Set<Unicode.Scalar> = [
        " ", "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "[", "]", "{", "}", ",", ":", "?", "-",
        "\"", "'",
    ]

    private let limit: Int
    private var costs: [String: Int] = [:]
    private var excess: Mark?

    private init(limit: Int) {
        self.limit = limit
    }

    /// The place where a file's aliases have come to stand for too much, or `nil` where they do not.
    ///
    /// - Throws: `YamlError` where the text is not YAML; then its aliases are not resolved either.
    static func excess(in yaml: String) throws -> Mark? {
        guard let text = withoutAliases(yaml) else { return nil }
        // Nodes know their anchors only while the parser lives.
        let parser = try Parser(yaml: text)
        return try withExtendedLifetime(parser) {
            guard let root = try parser.singleRoot() else { return nil }
            var expansion = AliasExpansion(limit: allowance + 4 * yaml.utf8.count)
            _ = expansion.cost(of: root)
            return expansion.excess
        }
    }

    /// A message about the changed text, as one about the text itself.
    static func restored(_ message: String) -> String {
        String(String.UnicodeScalarView(message.unicodeScalars.map { $0 == mark ? "*" : $0 }))
    }

    /// The text with its aliases made plain scalars, or `nil` where it has none.
    private static func withoutAliases(_ yaml: String) -> String? {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = "\n"
        var hasAliases = false
        for scalar in yaml.unicodeScalars {
            let isAlias = scalar == "*" && beforeAlias.contains(previous)
            result.append(isAlias ? mark : scalar)
            hasAliases = hasAliases || isAlias
            previous = scalar
        }
        return hasAliases ? String(result) : nil
    }

    /// Counts what a value stands for, at most one more than the limit.
    private mutating func cost(of node: Node) -> Int {
        var cost = Self.costOfValue
        switch node {
        case .scalar(let scalar): cost += aliasCost(scalar) ?? scalar.string.utf8.count
        case .sequence(let sequence): for node in sequence { add(self.cost(of: node), to: &cost, at: node) }
        case .mapping(let mapping):
            for (key, value) in mapping {
                add(self.cost(of: key), to: &cost, at: key)
                add(self.cost(of: value), to: &cost, at: value)
            }
        case .alias: break
        }
        // As for the parser, an anchor is known once its value is complete.
        if let anchor = node.anchor { costs[anchor.rawValue] = cost }
        return cost
    }

    private mutating func add(_ part: Int, to cost: inout Int, at node: Node) {
        cost = min(cost + part, limit + 1)
        if cost > limit, excess == nil { excess = node.mark }
    }

    /// Counts what an alias stands for; `nil` for a scalar that is none.
    private func aliasCost(_ scalar: Node.Scalar) -> Int? {
        let text = scalar.string.unicodeScalars
        guard scalar.style == .plain, text.first == Self.mark else { return nil }
        let name = text.dropFirst().prefix {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-")
        }
        return costs[String(name)]
    }
}
