/// Base64url without padding, canonical only (RFC 7515 §2, RFC 4648 §3.5 and §5).
///
/// For each byte string there is exactly one accepted text: no padding, no whitespace, no `+` or `/`, no length that
/// leaves a single character over, and the spare bits of the last character are zero. Otherwise one token would have
/// many spellings, each with its own entry in every cache and deny list.
package enum Base64URL {
    /// 0…63 for the characters of the alphabet, 255 for every other byte.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The bytes that `text` stands for, or `nil` if it is not canonical base64url.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let tail = text.count % 4
        guard tail != 1 else { return nil }
        let values = values
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + max(0, tail - 1))
        // A value above 63 has its top bits set, and they stay set when all values are united.
        var seen: UInt8 = 0
        var index = 0
        let whole = text.count - tail
        while index < whole {
            let a = values[Int(text[index])]
            let b = values[Int(text[index + 1])]
            let c = values[Int(text[index + 2])]
            let d = values[Int(text[index + 3])]
            seen |= a | b | c | d
            bytes.append(a << 2 | b >> 4)
            bytes.append(b << 4 | c >> 2)
            bytes.append(c << 6 | d)
            index += 4
        }
        if tail >= 2 {
            let a = values[Int(text[index])]
            let b = values[Int(text[index + 1])]
            seen |= a | b
            bytes.append(a << 2 | b >> 4)
            if tail == 3 {
                let c = values[Int(text[index + 2])]
                seen |= c
                bytes.append(b << 4 | c >> 2)
                guard c & 0b11 == 0 else { return nil }
            } else {
                guard b & 0b1111 == 0 else { return nil }
            }
        }
        return seen < 64 ? bytes : nil
    }

    /// The bytes that `text` stands for, or `nil` if it is not canonical base64url.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(Array(text.utf8).span)
    }

    /// The canonical text of `bytes`.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var index = 0
        while index < bytes.count {
            let first = bytes[index]
            let second = index + 1 < bytes.count ? bytes[index + 1] : 0
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            text.append(alphabet[Int(first >> 2)])
            text.append(alphabet[Int((first & 0b11) << 4 | second >> 4)])
            if index + 1 < bytes.count { text.append(alphabet[Int((second & 0b1111) << 2 | third >> 6)]) }
            if index + 2 < bytes.count { text.append(alphabet[Int(third & 0b11_1111)]) }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a part of a text that has only characters of the alphabet is canonical: its length, and its spare bits.
    static func hasCanonicalEnd(_ text: Span<UInt8>, _ part: Range<Int>) -> Bool {
        switch part.count % 4 {
        case 1: return false
        case 2: return values[Int(text[part.upperBound - 1])] & 0b1111 == 0
        case 3: return values[Int(text[part.upperBound - 1])] & 0b11 == 0
        default: return true
        }
    }

    /// Whether a byte belongs to the alphabet.
    static func isInAlphabet(_ byte: UInt8) -> Bool { values[Int(byte)] < 64 }
}
