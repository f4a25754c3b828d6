internal import TollgateCatalogue
internal import Yams

/// A value of the file, the keys that lead to it, and where to report what is wrong with it.
struct YAMLValue {
    let node: Node
    let path: [String]
    let problems: ProblemList

    /// Reports an error at this value.
    func fail(_ message: String) {
        problems.add(.error, at: node.mark, path: path, message)
    }

    /// What the value is, in words.
    private var kind: String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "`\(scalar.string)`"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// The text of a scalar.
    func text(_ expected: String = "a text") -> String? {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            fail("expected \(expected), found \(kind)")
            return nil
        }
        return scalar.string
    }

    /// The text of a scalar that passes a test.
    func text(_ expected: String, where isValid: (String) -> Bool) -> String? {
        guard let text = text(expected) else { return nil }
        guard isValid(text) else {
            fail("expected \(expected), found `\(text)`")
            return nil
        }
        return text
    }

    /// What a scalar stands for.
    func value<Value>(_ expected: String, _ read: (String) -> Value?) -> Value? {
        guard let text = text(expected) else { return nil }
        guard let value = read(text) else {
            fail("expected \(expected), found `\(text)`")
            return nil
        }
        return value
    }

    /// `true` or `false`.
    func boolean() -> Bool? {
        value("true or false") { $0 == "true" ? true : $0 == "false" ? false : nil }
    }

    /// A duration, in seconds.
    func seconds() -> Int64? {
        value("a duration such as 30s, 10min, 24h or 7d") { DurationText.seconds($0) }
    }

    /// One of a few words.
    func oneOf<Value: RawRepresentable & CaseIterable>(_ type: Value.Type) -> Value? where Value.RawValue == String {
        value(Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")) { Value(rawValue: $0) }
    }

    /// The elements of a list.
    func list(_ expected: String) -> [YAMLValue]? {
        guard case .sequence(let sequence) = node else {
            fail("expected \(expected), found \(kind)")
            return nil
        }
        return sequence.enumerated().map { index, node in
            YAMLValue(node: node, path: path + ["\(index)"], problems: problems)
        }
    }

    /// The texts of a list, each of which passes a test.
    func texts(_ expected: String, each: String, where isValid: (String) -> Bool = { _ in true }) -> [String] {
        (list(expected) ?? []).compactMap { $0.text(each, where: isValid) }
    }

    /// The entries of a mapping whose keys are names that the file chooses.
    func entries(_ expected: String, key: String, where isValid: (String) -> Bool) -> [(name: String, value: YAMLValue)]
    {
        guard case .mapping(let mapping) = node else {
            fail("expected \(expected), found \(kind)")
            return []
        }
        return mapping.compactMap { pair in
            let name = pair.key.string ?? ""
            guard isValid(name) else {
                problems.add(.error, at: pair.key.mark, path: path, "expected \(key) as key, found `\(name)`")
                return nil
            }
            return (name, YAMLValue(node: pair.value, path: path + [name], problems: problems))
        }
    }

    /// The mapping, whose keys must be among `keys`.
    func section(_ keys: [String]) -> YAMLSection? {
        guard case .mapping(let mapping) = node else {
            fail("expected a mapping with \(keys.joined(separator: ", ")), found \(kind)")
            return nil
        }
        for pair in mapping {
            let name = pair.key.string ?? ""
            guard !keys.contains(name) else { continue }
            let hint = Self.nearest(to: name, in: keys).map { ", did you mean `\($0)`?" } ?? ""
            problems.add(
                .error, at: pair.key.mark, path: path + [name],
                "unknown key\(hint) (known here: \(keys.joined(separator: ", ")))")
        }
        return YAMLSection(value: self, mapping: mapping)
    }

    /// The known key that is nearly the one that was written.
    private static func nearest(to name: String, in keys: [String]) -> String? {
        func flattened(_ text: String) -> String { text.lowercased().filter { $0 != "_" && $0 != "-" } }
        return keys.first { flattened($0) == flattened(name) }
            ?? keys.first { $0.hasPrefix(name) && name.count >= 3 || name.hasPrefix($0) && $0.count >= 3 }
    }
}
