/// A value of a Tyk file, and whether it was taken into account.
///
/// Whatever reads a value marks it. A value without mark at the end was not taken over, and is reported: so no part of
/// a file can get lost.
final class TykNode {
    /// The content of a value.
    enum Content {
        case null
        case boolean(Bool)
        /// A number as it is written.
        case number(String)
        case text(String)
        case list([TykNode])
        case object([(name: String, node: TykNode)])
    }

    /// Its place in the file (RFC 6901).
    let pointer: String
    let content: Content
    /// Whether it was taken into account; for a list or an object, whether it was looked into.
    private(set) var isRead = false
    private let members: [String: TykNode]

    init(pointer: String, content: Content) {
        self.pointer = pointer
        self.content = content
        if case .object(let pairs) = content {
            members = Dictionary(pairs.map { ($0.name, $0.node) }) { first, _ in first }
        } else {
            members = [:]
        }
    }

    /// The member of this name; it is not marked.
    subscript(name: String) -> TykNode? { members[name] }

    /// Marks the value.
    func markRead() {
        isRead = true
    }

    /// Marks the value with everything in it.
    func markAllRead() {
        isRead = true
        switch content {
        case .list(let elements): for element in elements { element.markAllRead() }
        case .object(let members): for member in members { member.node.markAllRead() }
        default: break
        }
    }

    // MARK: - Reading, which marks

    /// The text.
    var text: String? {
        guard case .text(let text) = content else { return nil }
        isRead = true
        return text
    }

    /// The number.
    var number: Double? {
        guard case .number(let text) = content, let number = Double(text), number.isFinite else { return nil }
        isRead = true
        return number
    }

    /// `true` or `false`.
    var flag: Bool? {
        guard case .boolean(let flag) = content else { return nil }
        isRead = true
        return flag
    }

    /// The elements of a list; they are not marked.
    var elements: [TykNode]? {
        guard case .list(let elements) = content else { return nil }
        isRead = true
        return elements
    }

    /// The members of an object; they are not marked.
    var object: [(name: String, node: TykNode)]? {
        guard case .object(let members) = content else { return nil }
        isRead = true
        return members
    }

    /// The texts of a list; elements of another kind are not marked.
    var texts: [String]? { elements?.compactMap(\.text) }

    /// The text of a member, unless it is empty.
    func text(_ name: String) -> String? {
        guard let text = members[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// Whether a member is `true`.
    func flag(_ name: String) -> Bool { members[name]?.flag ?? false }

    /// The number of a member.
    func number(_ name: String) -> Double? { members[name]?.number }

    /// The texts of a member.
    func texts(_ name: String) -> [String] { members[name]?.texts ?? [] }

    /// The member of this name, if it is an object; it is marked, its members are not.
    func section(_ name: String) -> TykNode? {
        guard let node = members[name], node.object != nil else { return nil }
        return node
    }

    /// The URL of an element of `jwksURIs`, which is an object with a `url`; the URL is not marked.
    var keySetURL: TykNode? {
        guard object != nil, let url = self["url"] else { return nil }
        // How long Tyk keeps the keys; here the server's `max-age` and `refresh` say it.
        _ = self["cacheTimeout"]?.text ?? self["cache_timeout"]?.text
        return url
    }

    // MARK: - Looking, which marks nothing

    /// Whether the value is this text.
    func says(_ text: String) -> Bool {
        guard case .text(let own) = content else { return false }
        return own == text
    }
}
