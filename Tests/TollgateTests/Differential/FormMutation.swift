import TollgateTesting

/// A change to how a part of a token is written in base64url, before the token is signed.
enum FormMutation: String, CaseIterable, Sendable {
    case spareBits, padding, paddingAndText, standardAlphabet, spaceAtEnd, spaceInside, foreignAtEnd, foreignInside
    case singleCharacter, empty, dotInside, zeroByteInside, zeroByteAtEnd

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The part after the change.
    func applied(to part: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        guard !part.isEmpty else { return part }
        var copy = part
        let index = generator.below(part.count)
        switch self {
        case .spareBits: return Self.withSpareBits(part, &generator)
        case .padding: copy += [UInt8](repeating: UInt8(ascii: "="), count: 1 + generator.below(3))
        case .paddingAndText: copy += Array(generator.pick(["=AAAA", "==e30", "=.", "===="]).utf8)
        case .standardAlphabet:
            copy = part.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? 0x2F : $0 }
        case .spaceAtEnd: copy += Array(generator.pick([" ", "\n", "\r\n", "\t", " AAAA"]).utf8)
        case .spaceInside: copy.insert(generator.pick(Array(" \n\r\t".utf8)), at: index)
        case .foreignAtEnd: copy += Array(generator.pick(["~", "!", "*", "é", "\u{7F}", "\u{1}", "%3D", ",x"]).utf8)
        case .foreignInside: copy.insert(generator.pick(Array("~!*\"{".utf8) + [0xC3, 0xFF]), at: index)
        case .singleCharacter:
            repeat { copy.append(generator.pick(Self.alphabet)) } while copy.count % 4 != 1
        case .empty: return []
        case .dotInside: copy.insert(UInt8(ascii: "."), at: index)
        case .zeroByteInside: copy.insert(0, at: index)
        case .zeroByteAtEnd: copy.append(0)
        }
        return copy
    }

    /// The same bytes, with other spare bits in the last character; the part itself where it has none.
    static func withSpareBits(_ part: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let spare = part.count % 4 == 2 ? 4 : part.count % 4 == 3 ? 2 : 0
        guard spare > 0, let last = part.last, let value = alphabet.firstIndex(of: last) else { return part }
        return part.dropLast() + [alphabet[value | (1 + generator.below(1 << spare - 1))]]
    }
}
