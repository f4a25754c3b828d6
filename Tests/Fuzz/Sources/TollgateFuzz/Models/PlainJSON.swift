/// A JSON value, read in the plainest way there is: a second opinion on what the gate's reader says.
enum PlainJSON {
    case null
    case boolean(Bool)
    /// As it is written.
    case number(String)
    /// Unescaped, in UTF-8.
    case string([UInt8])
    case array([PlainJSON])
    case object([(name: [UInt8], value: PlainJSON)])

    /// The value in these bytes, or `nil` where they are not strict JSON within the gate's limits: a depth of 16, and
    /// 256 members in all objects that are open together.
    init?(_ bytes: [UInt8]) {
        var parser = PlainJSONParser(bytes: bytes)
        guard let value = parser.document() else { return nil }
        self = value
    }

    /// The members of an object.
    var members: [(name: [UInt8], value: PlainJSON)]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The elements of an array.
    var elements: [PlainJSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The bytes of a string.
    var text: [UInt8]? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a member.
    subscript(name: String) -> PlainJSON? { self[Array(name.utf8)] }

    subscript(name: [UInt8]) -> PlainJSON? { members?.first { $0.name == name }?.value }
}
