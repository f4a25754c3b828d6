/// A JSON value as the differential test's own reader sees it: all members in order, numbers as they were written.
indirect enum ParsedJSON: Sendable {
    /// A member of an object; its name is unescaped.
    struct Member: Sendable {
        let name: [UInt8]
        let value: ParsedJSON
    }

    case object([Member])
    case array([ParsedJSON])
    /// Unescaped UTF-8.
    case string([UInt8])
    case number(String)
    case boolean
    case null

    /// The value of an object's member with this name: of several the last one, as jansson has it.
    subscript(name: String) -> ParsedJSON? {
        guard case .object(let members) = self else { return nil }
        let wanted = Array(name.utf8)
        return members.last { $0.name == wanted }?.value
    }

    /// The bytes of a string.
    var bytes: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// The text of a string.
    var text: String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of the elements, where the value is an array of strings.
    var texts: [[UInt8]]? {
        guard case .array(let elements) = self else { return nil }
        var texts: [[UInt8]] = []
        for element in elements {
            guard let bytes = element.bytes else { return nil }
            texts.append(bytes)
        }
        return texts
    }

    /// Whether the value is a string of exactly these bytes.
    func isString(_ text: String) -> Bool {
        bytes == Array(text.utf8)
    }
}
