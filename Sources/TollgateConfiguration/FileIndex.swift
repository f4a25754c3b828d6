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

    /// Where a path leads to, or as far as it can be followed.
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

    private func entries(of node: Node, at path: [String]) -> [String: (key: Node, value: Node)] {
        guard let mapping = node.mapping else { return [:] }
        if let known = entries[path] { return known }
        let pairs = mapping.map { pair in (pair.key.string ?? "", (key: pair.key, value: pair.value)) }
        let result = Dictionary(pairs) { first, _ in first }
        entries[path] = result
        return result
    }
}
