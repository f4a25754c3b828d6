/// Reads JSON by recursion over an array of bytes, and builds all of it.
struct PlainJSONParser {
    let bytes: [UInt8]
    private var place = 0
    private var openMembers = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() -> PlainJSON? {
        guard let value = value(depth: 0) else { return nil }
        skipSpace()
        return place == bytes.count ? value : nil
    }

    private mutating func value(depth: Int) -> PlainJSON? {
        skipSpace()
        guard place < bytes.count else { return nil }
        switch Character(UnicodeScalar(bytes[place])) {
        case "{": return object(depth: depth + 1)
        case "[": return array(depth: depth + 1)
        case "\"": return string().map { .string($0) }
        case "t": return take("true") ? .boolean(true) : nil
        case "f": return take("false") ? .boolean(false) : nil
        case "n": return take("null") ? .null : nil
        default: return number().map { .number($0) }
        }
    }

    private mutating func object(depth: Int) -> PlainJSON? {
        guard depth <= 16, take("{") else { return nil }
        var members: [(name: [UInt8], value: PlainJSON)] = []
        var names: Set<[UInt8]> = []
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard openMembers < 256, let name = string(), names.insert(name).inserted else { return nil }
            openMembers += 1
            skipSpace()
            guard take(":"), let value = value(depth: depth) else { return nil }
            members.append((name, value))
            skipSpace()
        } while take(",")
        openMembers -= members.count
        return take("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> PlainJSON? {
        guard depth <= 16, take("[") else { return nil }
        var elements: [PlainJSON] = []
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            guard let value = value(depth: depth) else { return nil }
            elements.append(value)
            skipSpace()
        } while take(",")
        return take("]") ? .array(elements) : nil
    }

    private mutating func string() -> [UInt8]? {
        guard take("\"") else { return nil }
        var result: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") { return String(validating: result, as: UTF8.self).map { Array($0.utf8) } }
            guard byte >= 0x20 else { return nil }
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard place < bytes.count else { return nil }
            let letter = Character(UnicodeScalar(bytes[place]))
            place += 1
            if letter == "u" {
                guard let scalar = escapedScalar() else { return nil }
                result += Array(String(Character(scalar)).utf8)
            } else {
                let meanings: [Character: UInt8] = [
                    "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
                ]
                guard let meaning = meanings[letter] else { return nil }
                result.append(meaning)
            }
        }
        return nil
    }

    /// What follows `\u`; a surrogate needs its second half.
    private mutating func escapedScalar() -> UnicodeScalar? {
        guard let first = hexadecimal() else { return nil }
        if let scalar = UnicodeScalar(first) { return scalar }
        guard take("\\"), take("u"), let second = hexadecimal(), first < 0xDC00, (0xDC00...0xDFFF).contains(second)
        else { return nil }
        return UnicodeScalar(0x10000 + (UInt32(first) - 0xD800) * 0x400 + (UInt32(second) - 0xDC00))
    }

    private mutating func hexadecimal() -> UInt16? {
        guard place + 4 <= bytes.count else { return nil }
        let digits = bytes[place..<place + 4].map { Character(UnicodeScalar($0)) }
        place += 4
        // `UInt16(_:radix:)` would take a sign.
        return digits.allSatisfy { $0.isASCII && $0.isHexDigit } ? UInt16(String(digits), radix: 16) : nil
    }

    private mutating func number() -> String? {
        let start = place
        _ = take("-")
        if !take("0") {
            guard digits() else { return nil }
        }
        if take(".") {
            guard digits() else { return nil }
        }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard digits() else { return nil }
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func digits() -> Bool {
        let start = place
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
        return place > start
    }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private mutating func take(_ word: String) -> Bool {
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }
}
