package import TollgateEncoding

/// The three readings of a JSON text (RFC 8259), at most 64 levels deep, in time that grows with its length alone.
extension JSONValue {
    /// The deepest nesting of arrays and objects: 64.
    package static let maximumDepth = 64

    /// Reads one JSON text; `nil` if it is none.
    ///
    /// Of two members with one name the first counts.
    package init?(parsing text: [UInt8]) {
        guard let node = try? JSONTree.read(Self.withoutMark(text), as: .plain, maximumDepth: Self.maximumDepth),
            let value = try? JSONValue(node, as: .plain)
        else { return nil }
        self = value
    }

    /// Reads one JSON text, and refuses what another program could read differently.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - depthLimit: The deepest nesting of arrays and objects; at most 64.
    /// - Throws: `JSONDefect.notUTF8`, `.duplicateMember`, `.tooDeep` or `.malformed`.
    package init(strictlyParsing text: [UInt8], depthLimit: Int) throws(JSONDefect) {
        guard String(validating: text, as: UTF8.self) != nil else { throw .notUTF8 }
        let depthLimit = min(depthLimit, Self.maximumDepth)
        let node: JSONNode
        do throws(JSONFault) {
            node = try JSONTree.read(Self.withoutMark(text), as: .strict, maximumDepth: depthLimit)
        } catch {
            throw switch error.error {
            case .duplicateMember: .duplicateMember(Self.name(at: error.pointer))
            case .tooDeep: .tooDeep(limit: depthLimit)
            default: .malformed
            }
        }
        try self.init(node, as: .strict)
    }

    /// Reads the members of the object that a text begins with, leniently.
    ///
    /// What a provider has answered may be the only copy of a secret: broken characters, numbers that fit nowhere and
    /// values that are too deep count as what they are, one value that cannot be read, and the rest is kept.
    ///
    /// - Parameter text: The text, which may end in the middle.
    /// - Returns: The members that are complete, and whether that is all there is; `nil` if it is no object.
    static func members(in text: [UInt8]) -> (members: [String: JSONValue], isWhole: Bool)? {
        guard let read = JSONTree.readMembers(of: withoutMark(text), maximumDepth: maximumDepth),
            let members = try? members(read.members, as: .lenient)
        else { return nil }
        return (members, read.isWhole)
    }

    /// The value that a part of a JSON text is.
    ///
    /// - Parameters:
    ///   - node: The part.
    ///   - reading: The way in which it was read: leniently, a number that fits nowhere is `null`; strictly, an object
    ///     has no two members of one name.
    /// - Throws: `JSONDefect.malformed` for a number that fits nowhere; `.duplicateMember` in a strict reading.
    package init(_ node: JSONNode, as reading: JSONTree.Reading) throws(JSONDefect) {
        switch node.content {
        case .null: self = .null
        case .boolean(let value): self = .bool(value)
        case .string(let text): self = .string(text)
        case .number(let text):
            guard let number = Self.number(text) ?? (reading == .lenient ? .null : nil) else { throw .malformed }
            self = number
        case .array(let nodes):
            var values: [JSONValue] = []
            values.reserveCapacity(nodes.count)
            for node in nodes { values.append(try JSONValue(node, as: reading)) }
            self = .array(values)
        case .object(let members): self = .object(try Self.members(members, as: reading))
        }
    }

    private static func members(
        _ nodes: [JSONMember], as reading: JSONTree.Reading
    ) throws(JSONDefect) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for node in nodes {
            let value = try JSONValue(node.value, as: reading)
            // Swift calls names equal that differ in their bytes.
            if members[node.name] == nil {
                members[node.name] = value
            } else if reading == .strict {
                throw .duplicateMember(node.name)
            }
        }
        return members
    }

    private static func number(_ text: String) -> JSONValue? {
        let isWhole = !text.utf8.contains { [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains($0) }
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { return nil }
        // Beyond 2^53 not every whole number is a Double.
        if !isWhole, value.magnitude < 0x1p53, let whole = Int64(exactly: value) { return .integer(whole) }
        return .number(value)
    }

    /// Removes a byte order mark, which may be ignored (RFC 8259 §8.1).
    private static func withoutMark(_ text: [UInt8]) -> [UInt8] {
        text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
    }

    /// Returns the last name of a JSON Pointer (RFC 6901).
    private static func name(at pointer: String) -> String {
        let last = pointer.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        return String(last).replacing("~1", with: "/").replacing("~0", with: "~")
    }
}

/// The reason why a strict reading refuses a JSON text.
package enum JSONDefect: Error, Hashable, Sendable {
    /// It is not UTF-8 (RFC 8259 §8.1).
    case notUTF8
    /// An object has two members of this name, of which programs take different ones (RFC 8259 §4).
    case duplicateMember(String)
    /// Arrays and objects are nested deeper than so many levels.
    case tooDeep(limit: Int)
    /// It is not JSON.
    case malformed
}
