/// Finds what a Tyk file says and nothing has taken over.
struct UnreadMembers {
    let file: String
    let findings: ImportFindings

    /// Reports every value that was not read and is not what Tyk takes where nothing is written.
    ///
    /// Where nothing of an object or a list was read, it is reported as one, unless something in it has to be decided
    /// or nothing in it has an effect.
    func report(_ root: TykNode) {
        var path: [String] = []
        visit(root, in: root, &path)
    }

    private func visit(_ node: TykNode, in parent: TykNode, _ path: inout [String]) {
        guard !node.isRead else { return visitParts(of: node, &path) }
        guard let last = path.last, !node.isZero(path, in: parent) else { return }
        if node.isSwitchedOff {
            findings.add(.none, at: node, in: file, "left out: it is switched off")
        } else if hasDecision(in: node) || (!TykMeaning.needsDecision(name: last) && isQuiet(node)) {
            visitParts(of: node, &path)
        } else {
            let meaning = TykMeaning(of: path, last: last)
            findings.add(meaning.effect, decide: meaning.needsDecision, at: node, in: file, meaning.reason)
        }
    }

    /// Whether all that is in the value is known to have no effect; then each of it is reported, and not the whole.
    private func isQuiet(_ node: TykNode) -> Bool {
        let parts: [(name: String, node: TykNode)]
        switch node.content {
        case .object(let members): parts = members
        case .list(let elements): parts = elements.map { ("", $0) }
        default: return false
        }
        let telling = parts.filter { !$0.node.isZero }
        return !telling.isEmpty
            && telling.allSatisfy { part in
                part.node.isSwitchedOff || TykMeaning.hasNoEffect(name: part.name) || isQuiet(part.node)
            }
    }

    /// Whether a member inside of the value has a meaning of its own that a person has to decide about.
    private func hasDecision(in node: TykNode) -> Bool {
        switch node.content {
        case .list(let elements): elements.contains { hasDecision(in: $0) }
        case .object(let members):
            members.contains { member in
                !member.node.isZero && !member.node.isSwitchedOff
                    && (TykMeaning.needsDecision(name: member.name) || hasDecision(in: member.node))
            }
        default: false
        }
    }

    private func visitParts(of node: TykNode, _ path: inout [String]) {
        switch node.content {
        case .list(let elements):
            for (index, element) in elements.enumerated() {
                path.append("\(index)")
                visit(element, in: node, &path)
                path.removeLast()
            }
        case .object(let members):
            for member in members {
                path.append(member.name)
                visit(member.node, in: node, &path)
                path.removeLast()
            }
        default: break
        }
    }
}

extension TykNode {
    /// Whether the value says that nothing of it is used: `enabled: false`, `disabled: true`, or only such values.
    fileprivate var isSwitchedOff: Bool {
        switch content {
        case .object:
            if case .boolean(false)? = self["enabled"]?.content { return true }
            if case .boolean(true)? = self["disabled"]?.content { return true }
            return false
        case .list(let elements): return !elements.isEmpty && elements.allSatisfy(\.isSwitchedOff)
        default: return false
        }
    }

    /// Whether everything in the value is Tyk's zero value or default.
    fileprivate func isZero(_ path: [String], in parent: TykNode) -> Bool {
        if isZero || TykDefaults.hasDefault(self, path: path, in: parent) { return true }
        switch content {
        case .object(let members): return members.allSatisfy { $0.node.isZero(path + [$0.name], in: self) }
        case .list(let elements):
            return elements.enumerated().allSatisfy { $0.element.isZero(path + ["\($0.offset)"], in: self) }
        default: return false
        }
    }
}
