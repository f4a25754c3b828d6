/// Reads a JSON text (RFC 8259) and notes what the gate or jansson takes exception to.
///
/// It is a reader of the test's own, written without the gate's, so that a mistake in one does not excuse the other.
struct JSONInspector {
    /// What is remarkable about a text that follows the grammar.
    enum Finding: Hashable, Sendable {
        case endsAtZeroByte
        case duplicateName
        case tooDeep
        case tooManyMembers
        case zeroInString
        case zeroInName
        case integerBeyond64Bits
        case realOverflow
    }

    private struct NotJSON: Error {}

    /// What was noted.
    private(set) var findings: Set<Finding> = []
    /// The value, or `nil` where the text is not JSON, or is nested so deeply that it was not read to its end.
    private(set) var root: ParsedJSON?

    private let bytes: [UInt8]
    private var index = 0
    /// The members read so far in all objects that are still open.
    private var openMembers = 0

    init(_ text: [UInt8]) {
        // A C program sees nothing behind a zero byte.
        bytes = Array(text.prefix { $0 != 0 })
        guard String(validating: bytes, as: UTF8.self) != nil else { return }
        do {
            let value = try readValue(depth: 0)
            skipSpace()
            guard index == bytes.count else { throw NotJSON() }
            root = value
            if bytes.count < text.count { findings.insert(.endsAtZeroByte) }
        } catch {
            findings.formIntersection([.tooDeep])
        }
    }

    private mutating func readValue(depth: Int) throws -> ParsedJSON {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try readObject(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try readArray(depth: depth + 1))
        case UInt8(ascii: "\""):
            let string = try readString()
            if string.contains(0) { findings.insert(.zeroInString) }
            return .string(string)
        case UInt8(ascii: "t"): return try readWord("true", .boolean)
        case UInt8(ascii: "f"): return try readWord("false", .boolean)
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: return .number(try readNumber())
        }
    }

    private mutating func readObject(depth: Int) throws -> [ParsedJSON.Member] {
        try checkDepth(depth)
        let before = openMembers
        defer { openMembers = before }
        var members: [ParsedJSON.Member] = []
        var names: Set<[UInt8]> = []
        index += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return [] }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw NotJSON() }
            let name = try readString()
            if name.contains(0) { findings.insert(.zeroInName) }
            if !names.insert(name).inserted { findings.insert(.duplicateName) }
            openMembers += 1
            if openMembers > 256 { findings.insert(.tooManyMembers) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw NotJSON() }
            members.append(ParsedJSON.Member(name: name, value: try readValue(depth: depth)))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw NotJSON() }
        return members
    }

    private mutating func readArray(depth: Int) throws -> [ParsedJSON] {
        try checkDepth(depth)
        var elements: [ParsedJSON] = []
        index += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return [] }
        repeat {
            elements.append(try readValue(depth: depth))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw NotJSON() }
        return elements
    }

    /// The string's bytes, unescaped; the reader stands on its opening quote.
    private mutating func readString() throws -> [UInt8] {
        var result: [UInt8] = []
        index += 1
        while let byte = next {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return result
            case UInt8(ascii: "\\"): result += Array(String(try readEscape()).utf8)
            case ..<0x20: throw NotJSON()
            default: result.append(byte)
            }
        }
        throw NotJSON()
    }

    private mutating func readEscape() throws -> Unicode.Scalar {
        guard let letter = next else { throw NotJSON() }
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let first = try readHexadecimal()
            if let scalar = Unicode.Scalar(first) { return scalar }
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw NotJSON() }
            var units = [UInt16(first), UInt16(try readHexadecimal())].makeIterator()
            var decoder = UTF16()
            guard case .scalarValue(let scalar) = decoder.decode(&units) else { throw NotJSON() }
            return scalar
        default: throw NotJSON()
        }
    }

    private mutating func readHexadecimal() throws -> UInt32 {
        guard index + 4 <= bytes.count else { throw NotJSON() }
        let digits = bytes[index..<index + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw NotJSON() }
        index += 4
        return value
    }

    private mutating func readNumber() throws -> String {
        let run = bytes[index...].prefix { "+-.0123456789Ee".utf8.contains($0) }
        let text = String(decoding: run, as: UTF8.self)
        guard let number = ExactNumber(text) else { throw NotJSON() }
        index = run.endIndex
        if number.isInteger {
            if Int64(text) == nil { findings.insert(.integerBeyond64Bits) }
        } else if Double(text)?.isInfinite ?? true {
            findings.insert(.realOverflow)
        }
        return text
    }

    private mutating func readWord(_ word: String, _ value: ParsedJSON) throws -> ParsedJSON {
        guard bytes[index...].starts(with: word.utf8) else { throw NotJSON() }
        index += word.utf8.count
        return value
    }

    private mutating func checkDepth(_ depth: Int) throws {
        guard depth > 16 else { return }
        findings.insert(.tooDeep)
        throw NotJSON()
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }
}
