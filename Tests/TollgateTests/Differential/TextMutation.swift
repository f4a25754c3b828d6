import TollgateTesting

/// A change to a JSON text that knows little or nothing of its structure.
enum TextMutation: String, CaseIterable, Sendable {
    case byteOrderMark, zeroByteAfter, zeroByteAndText, textAfter, secondDocument, trailingComma, missingBracket,
        comment
    case singleQuotes, strangeSpace, flipBit, deleteByte, insertByte, swapBytes, truncate, otherTop, inArray,
        sixteenBits
    case empty

    /// The text after the change.
    func applied(to text: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        guard !text.isEmpty else { return text }
        let index = generator.below(text.count)
        var copy = text
        switch self {
        case .byteOrderMark: return [0xEF, 0xBB, 0xBF] + text
        case .zeroByteAfter: return text + [0]
        case .zeroByteAndText: return text + [0] + Array(generator.pick(["x", "{}", "\u{1}", " "]).utf8)
        case .textAfter: return text + Array(generator.pick(["x", "}", ",", "]", "\"", "1", "\u{B}"]).utf8)
        case .secondDocument: return text + text
        case .trailingComma: return text.dropLast() + Array(",}".utf8)
        case .missingBracket: return Array(text.dropLast())
        case .comment: return Array(generator.pick(["/**/", "// x\n", "#\n"]).utf8) + text
        case .singleQuotes: return text.map { $0 == UInt8(ascii: "\"") ? UInt8(ascii: "'") : $0 }
        case .strangeSpace:
            copy.insert(
                contentsOf: Array(generator.pick(["\u{B}", "\u{C}", "\u{A0}", "\u{2003}", "\u{85}"]).utf8), at: 1)
        case .flipBit: copy[index] ^= 1 << UInt8(generator.below(8))
        case .deleteByte: copy.remove(at: index)
        case .insertByte: copy.insert(UInt8(generator.below(256)), at: index)
        case .swapBytes: copy.swapAt(index, generator.below(text.count))
        case .truncate: return Array(text.prefix(index))
        case .otherTop: return Array(generator.pick(["[]", "1", "\"x\"", "null", "true", "{}", "[{}]", " "]).utf8)
        case .inArray: return Array("[".utf8) + text + Array("]".utf8)
        case .sixteenBits: return text.flatMap { generator.oneIn(50) ? [$0] : [$0, 0] }
        case .empty: return []
        }
        return copy
    }
}
