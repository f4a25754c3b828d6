/// Reads one JSON text (RFC 8259), at most 64 levels deep, in time that grows with its length alone.
///
/// There are three readings. The plain one is the RFC's, where of two members with one name the first counts. What a
/// provider has answered may be the only copy of a secret, so the lenient one takes broken characters, numbers that fit
/// nowhere and values that are too deep for what they are, one value that cannot be read, and keeps the rest. The strict
/// one, for what is asked of us, refuses what another program could read differently.
struct JSONReader {
    /// How deep arrays and objects may be nested, unless a strict reading allows less.
    static let maximumDepth = 64

    private enum Reading {
        case lenient, plain, strict
    }

    private let bytes: [UInt8]
    private let reading: Reading
    private let depthLimit: Int
    private var index = 0
    /// Why the value was refused, where it is not the grammar.
    private var defect: JSONDefect?

    private var isLenient: Bool { reading == .lenient }

    private init(_ bytes: [UInt8], _ reading: Reading, depthLimit: Int = maximumDepth) {
        self.bytes = bytes
        self.reading = reading
        self.depthLimit = min(depthLimit, Self.maximumDepth)
        // A byte order mark may be ignored (RFC 8259 §8.1).
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The value that a text is, read plainly; `nil` if it is none.
    static func value(in text: [UInt8]) -> JSONValue? {
        var reader = JSONReader(text, .plain)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        return value
    }

    /// The value that a text is, read strictly.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - depthLimit: How deep arrays and objects may be nested; at most 64.
    /// - Returns: The value.
    /// - Throws: `JSONDefect`.
    static func strictValue(in text: [UInt8], depthLimit: Int) throws(JSONDefect) -> JSONValue {
        guard String(validating: text, as: UTF8.self) != nil else { throw .notUTF8 }
        var reader = JSONReader(text, .strict, depthLimit: depthLimit)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { throw reader.defect ?? .malformed }
        return value
    }

    /// The members of the object that a text begins with, read leniently.
    ///
    /// - Parameter text: The text, which may end in the middle.
    /// - Returns: The members that are complete, and whether that is all there is; `nil` if it is no object.
    static func members(in text: [UInt8]) -> (members: [String: JSONValue], isWhole: Bool)? {
        var reader = JSONReader(text, .lenient)
        reader.skipSpace()
        guard reader.take("{") else { return nil }
        var members: [String: JSONValue] = [:]
        let isWhole = reader.readMembers(into: &members, depth: 1)
        return (members, isWhole && reader.isAtEnd)
    }

    private var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return index == bytes.count
        }
    }

    private mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < depthLimit else {
                defect = .tooDeep(limit: depthLimit)
                return isLenient && skipNesting() ? .null : nil
            }
            return take("{") ? object(depth: depth + 1) : array(depth: depth + 1)
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return take("null") ? .null : nil
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        var members: [String: JSONValue] = [:]
        return readMembers(into: &members, depth: depth) ? .object(members) : nil
    }

    /// Reads members up to the closing brace.
    private mutating func readMembers(into members: inout [String: JSONValue], depth: Int) -> Bool {
        skipSpace()
        if take("}") { return true }
        while true {
            skipSpace()
            guard let name = string() else { return false }
            skipSpace()
            guard take(":"), let value = value(depth: depth) else { return false }
            if members[name] == nil {
                members[name] = value
            } else if reading == .strict {
                defect = .duplicateMember(name)
                return false
            }
            skipSpace()
            if take("}") { return true }
            guard take(",") else { return false }
        }
    }

    private mutating func array(depth: Int) -> JSONValue? {
        _ = take("[")
        var values: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(values) }
        while true {
            guard let value = value(depth: depth) else { return nil }
            values.append(value)
            skipSpace()
            if take("]") { return .array(values) }
            guard take(",") else { return nil }
        }
    }

    /// Skips an array or an object whose inside is not looked at; says whether it ends.
    private mutating func skipNesting() -> Bool {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return true }
        }
        return false
    }

    // MARK: - Strings

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                if !isLenient, String(validating: text, as: UTF8.self) == nil { return nil }
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escaped() else { return nil }
                text += Array(String(Character(scalar)).utf8)
            default:
                if byte < 0x20, !isLenient { return nil }
                text.append(byte)
            }
        }
        return nil
    }

    /// What stands for the escape that follows a backslash.
    private mutating func escaped() -> Unicode.Scalar? {
        guard index < bytes.count else { return nil }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return codePoint()
        default: return nil
        }
    }

    /// Four hexadecimal digits, or two times four for what lies beyond the first 65 536 characters.
    private mutating func codePoint() -> Unicode.Scalar? {
        guard let first = hexadecimal() else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        let start = index
        if first < 0xDC00, take("\\u"), let second = hexadecimal(), (0xDC00...0xDFFF).contains(second) {
            return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        }
        index = start
        return isLenient ? "\u{FFFD}" : nil
    }

    private mutating func hexadecimal() -> UInt32? {
        guard bytes.count - index >= 4 else { return nil }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            value = value << 4 | UInt32(digit)
        }
        index += 4
        return value
    }

    // MARK: - Numbers

    private mutating func number() -> JSONValue? {
        let start = index
        _ = take("-")
        let isZero = take("0")
        guard isZero || skipDigits() else { return nil }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard skipDigits() else { return nil }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            guard skipDigits() else { return nil }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { return isLenient ? .null : nil }
        // Beyond 2^53 not every whole number is a Double.
        if !isWhole, value.magnitude < 0x1p53, let whole = Int64(exactly: value) { return .integer(whole) }
        return .number(value)
    }

    private mutating func skipDigits() -> Bool {
        let start = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        return index > start
    }

    // MARK: - Bytes

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    /// Moves past `text` if it stands here.
    private mutating func take(_ text: String) -> Bool {
        let count = text.utf8.count
        guard bytes.count - index >= count, bytes[index..<index + count].elementsEqual(text.utf8) else { return false }
        index += count
        return true
    }
}
