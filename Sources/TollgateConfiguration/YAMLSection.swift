internal import Yams

/// A mapping of the file with known keys.
struct YAMLSection {
    let value: YAMLValue
    let mapping: Node.Mapping
    let kind: ConfigurationSection
    /// The keys that the mapping has.
    let names: Set<String>

    /// The value of a key, or `nil` where the key is absent.
    subscript(key: String) -> YAMLValue? {
        let key = kind.key(key, in: names)
        guard let pair = mapping.first(where: { $0.key.string == key }) else { return nil }
        return YAMLValue(node: pair.value, path: value.path + [key], problems: value.problems)
    }

    /// The value of a key that has to be there.
    func required(_ key: String, _ meaning: String) -> YAMLValue? {
        if let value = self[key] { return value }
        value.problems.add(.error, at: value.node.mark, path: value.path, "`\(key)` is missing: \(meaning)")
        return nil
    }
}
