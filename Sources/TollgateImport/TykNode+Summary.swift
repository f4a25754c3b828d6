extension TykNode {
    /// The longest summary, in characters.
    private static let maximumSummary = 120

    /// The value as JSON on one line, shortened; of an object or a list only what is not Tyk's zero value.
    var summary: String {
        if let name = pointer.split(separator: "/").last, Self.isSecret(String(name)) { return "<redacted>" }
        var text = ""
        append(to: &text)
        return text.count > Self.maximumSummary ? String(text.prefix(Self.maximumSummary)) + "…" : text
    }

    private func append(to text: inout String) {
        // Far beyond what is shown there is no need to go on.
        guard text.utf8.count < 4 * Self.maximumSummary else { return }
        switch content {
        case .null: text += "null"
        case .boolean(let flag): text += "\(flag)"
        case .number(let number): text += number
        case .text(let string): text += Self.quoted(string)
        case .list(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.append(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            let telling = members.filter { !$0.node.isZero }
            for (index, member) in telling.enumerated() {
                if index > 0 { text += "," }
                text += Self.quoted(member.name) + ":"
                if Self.isSecret(member.name) {
                    text += "\"<redacted>\""
                } else {
                    member.node.append(to: &text)
                }
            }
            text += "}"
        }
    }

    /// Whether a member of this name may hold what a report must not tell.
    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["secret", "password", "private"].contains { name.contains($0) }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.prefix(maximumSummary + 1).unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _
            where scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029:
                result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Whether the value is what Tyk takes where nothing is written: null, false, 0, nothing, or only such values.
    var isZero: Bool {
        switch content {
        case .null: true
        case .boolean(let flag): !flag
        case .number(let text): Double(text) == 0
        case .text(let text): text.isEmpty
        case .list(let elements): elements.allSatisfy(\.isZero)
        case .object(let members): members.allSatisfy(\.node.isZero)
        }
    }

    /// Whether two values say the same; the order of members does not matter.
    func isEqual(to other: TykNode) -> Bool {
        switch (content, other.content) {
        case (.null, .null): true
        case (.boolean(let mine), .boolean(let theirs)): mine == theirs
        case (.number(let mine), .number(let theirs)): mine == theirs
        case (.text(let mine), .text(let theirs)): mine.utf8.elementsEqual(theirs.utf8)
        case (.list(let mine), .list(let theirs)):
            mine.count == theirs.count && zip(mine, theirs).allSatisfy { $0.isEqual(to: $1) }
        case (.object(let mine), .object(let theirs)):
            mine.count == theirs.count
                && mine.allSatisfy { member in other[member.name].map { member.node.isEqual(to: $0) } ?? false }
        default: false
        }
    }
}
