internal import Yams

/// Finds the place in the file that a path of keys leads to.
///
/// A file may have thousands of problems in one mapping; each mapping is gone through only once.
final class FileIndex {
    private let root: Node
    /// The entries by key of each mapping that was looked into, by its path.
    private var entries: [[String]: [String: (key: Node, value: Node)]] = [:]

    init(_ root: Node) {
        self.root = root
    }

    /// Finds the place that a path leads to, or the last one on the way there.
    func mark(of path: [String]) -> Mark? {
        var node = root
        var mark = root.mark
        for (depth, component) in path.enumerated() {
            if let sequence = node.sequence, let index = Int(component), sequence.indices.contains(index) {
                node = sequence[index]
                mark = node.mark ?? mark
            } else if let pair = entries(of: node, at: Array(path.prefix(depth)))[component] {
                node = pair.value
                mark = pair.key.mark ?? mark
            } else {
                break
            }
        }
        return mark
    }

    /// The keys of the mapping that a path leads to; none where there is no mapping.
    func keys(of path: [String]) -> Set<String> {
        var node = root
        for (depth, component) in path.enumerated() {
            if let sequence = node.sequence, let index = Int(component), sequence.indices.contains(index) {
                node = sequence[index]
                continue
            }
            guard let pair = entries(of: node, at: Array(path.prefix(depth)))[component] else { return [] }
            node = pair.value
        }
        return Set(entries(of: node, at: path).keys)
    }

    private func entries(of node: Node, at path: [String]) -> [String: (key: Node, value: Node)] {
        guard let mapping = node.mapping else { return [:] }
        if let known = entries[path] { return known }
        let pairs = mapping.map { pair in (pair.key.string ?? "", (key: pair.key, value: pair.value)) }
        let result = Dictionary(pairs) { first, _ in first }
        entries[path] = result
        return result
    }
}
