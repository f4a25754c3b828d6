import TollgateTesting

/// Random JSON texts, most of them well formed.
enum RandomJSON {
    private static let pieces = [
        "a", "Z", "0", " ", "/", "~~~???>>>", "payments", "é", "€", "😀", "\u{7F}", "\u{FFFF}", "\u{10FFFF}", "\u{FEFF}",
        "\\n", "\\\"", "\\\\", "\\/", "\\b\\f\\r\\t", "\\u00e9", "\\u20AC", "\\ud83d\\ude00", "\\uD83D\\uDE00",
        "\\uffff",
    ].map { Array($0.utf8) }

    /// A string with quotes, in any spelling that JSON knows.
    static func string(_ generator: inout SeededGenerator) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for _ in 0..<generator.below(6) { text += generator.pick(pieces) }
        return text + [UInt8(ascii: "\"")]
    }

    /// A number that jansson and the gate both take.
    static func number(_ generator: inout SeededGenerator) -> [UInt8] {
        Array(
            generator.pick([
                "0", "-0", "1", "-1", "42", "1.5", "-0.0", "1e3", "1E+2", "1e-400", "2.5e-3", "9007199254740993",
                "9223372036854775807", "-9223372036854775808", "1.7e308", "123456789012345678901234567890.5",
            ]).utf8)
    }

    /// Any value, nested up to `depth`.
    static func value(_ generator: inout SeededGenerator, depth: Int = 3) -> [UInt8] {
        switch generator.below(depth > 0 ? 8 : 5) {
        case 0: return Array("null".utf8)
        case 1: return Array(generator.oneIn(2) ? "true".utf8 : "false".utf8)
        case 2: return number(&generator)
        case 3, 4: return string(&generator)
        case 5, 6:
            let elements = (0..<generator.below(4)).map { _ in value(&generator, depth: depth - 1) }
            return Array("[".utf8) + Array(elements.joined(separator: ", ".utf8)) + Array("]".utf8)
        default:
            let members = (0..<generator.below(4)).map { number in
                Array("\"m\(number)\" :".utf8) + value(&generator, depth: depth - 1)
            }
            return Array("{".utf8) + Array(members.joined(separator: ",".utf8)) + Array("}".utf8)
        }
    }

    /// The same string with some of its characters escaped.
    static func respelled(_ string: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var result: [UInt8] = []
        var isEscaped = false
        for (index, byte) in string.enumerated() {
            let isInside = index > 0 && index < string.count - 1
            if isInside, !isEscaped, byte != UInt8(ascii: "\\"), (0x20..<0x7F).contains(byte), generator.oneIn(3) {
                let digits = String(byte, radix: 16, uppercase: generator.oneIn(2))
                result += Array("\\u00\(digits)".utf8)
            } else {
                result.append(byte)
            }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        }
        return result
    }

    /// A whole number that is not below zero, written in one of the many ways in which JSON can.
    static func respelled(_ number: Int64, _ generator: inout SeededGenerator) -> [UInt8] {
        let digits = String(number)
        let text =
            switch generator.below(9) {
            case 0: digits
            case 1: digits + ".0"
            case 2: digits + ".000000"
            case 3: digits + "." + fraction(&generator)
            case 4: digits + "e0"
            case 5: digits + "000E-3"
            case 6: "\(digits.prefix(1)).\(digits.dropFirst())0e+\(digits.count - 1)"
            case 7: "0.\(digits)e\(digits.count)"
            default: "\(digits)\(String(repeating: "0", count: 30))e-30"
            }
        return Array(text.utf8)
    }

    /// Up to 25 digits, most of them few.
    private static func fraction(_ generator: inout SeededGenerator) -> String {
        let count = generator.oneIn(3) ? 1 + generator.below(25) : 1 + generator.below(3)
        return (0..<count).map { _ in String(generator.pick([0, 1, 5, 9, 9])) }.joined()
    }
}
