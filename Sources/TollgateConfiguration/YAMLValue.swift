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

    /// The kind of the value, in words.
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

    /// Reads a scalar by a closure.
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

    /// The mapping, whose keys must be among those of `section`.
    func section(_ section: ConfigurationSection) -> YAMLSection? {
        let keys = section.keys
        guard case .mapping(let mapping) = node else {
            fail("expected a mapping with \(keys.joined(separator: ", ")), found \(kind)")
            return nil
        }
        let names = Set(mapping.map { $0.key.string ?? "" })
        for pair in mapping {
            let name = pair.key.string ?? ""
            guard !keys.contains(name) else { continue }
            if let key = section.earlierKeys[name] {
                let isTwice = names.contains(key)
                problems.add(
                    isTwice ? .error : .warning, at: pair.key.mark, path: path + [name],
                    isTwice
                        ? "this is the earlier name of `\(key)`, which is there as well; leave this one out"
                        : "this key is called `\(key)` now; write that")
                continue
            }
            let hint = Self.nearest(to: name, in: keys).map { ", did you mean `\($0)`?" } ?? ""
            problems.add(
                .error, at: pair.key.mark, path: path + [name],
                "unknown key\(hint) (known here: \(keys.joined(separator: ", ")))")
        }
        return YAMLSection(value: self, mapping: mapping, kind: section, names: names)
    }

    /// The known key that is nearly the one that was written: at most a third of it differs.
    private static func nearest(to name: String, in keys: [String]) -> String? {
        let distances = keys.map { (key: $0, distance: distance(from: Array(name), to: Array($0))) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance * 3 <= max(name.count, 3) ? best.key : nil
    }

    /// Counts the characters that have to be inserted, removed or replaced (Levenshtein).
    private static func distance(from one: [Character], to other: [Character]) -> Int {
        guard one.count <= 64 else { return .max / 4 }
        var row = Array(0...other.count)
        for (index, character) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in other.indices {
                let above = row[column + 1]
                row[column + 1] = min(
                    diagonal + (character == other[column] ? 0 : 1), above + 1, row[column] + 1)
                diagonal = above
            }
        }
        return row[other.count]
    }
}
