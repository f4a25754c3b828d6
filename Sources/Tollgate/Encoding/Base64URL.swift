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
        let count = text.count / 4 * 3 + max(0, tail - 1)
        // A value above 63 has its top bits set, and they stay set when all values are united.
        var seen: UInt8 = 0
        let bytes = unsafe text.withUnsafeBufferPointer { text in
            unsafe values.withUnsafeBufferPointer { values in
                unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, written in
                    unsafe decode(text, values, into: bytes, &seen)
                    written = count
                }
            }
        }
        return seen < 64 ? bytes : nil
    }

    /// Decodes `text` into `bytes`, which has room for exactly what it stands for.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<UInt8>,
        into bytes: UnsafeMutableBufferPointer<UInt8>, _ seen: inout UInt8
    ) {
        let tail = text.count % 4
        var read = 0
        var write = 0
        while read < text.count - tail {
            let a = unsafe values[Int(text[read])]
            let b = unsafe values[Int(text[read + 1])]
            let c = unsafe values[Int(text[read + 2])]
            let d = unsafe values[Int(text[read + 3])]
            seen |= a | b | c | d
            unsafe bytes[write] = a << 2 | b >> 4
            unsafe bytes[write + 1] = b << 4 | c >> 2
            unsafe bytes[write + 2] = c << 6 | d
            read += 4
            write += 3
        }
        guard tail >= 2 else { return }
        let a = unsafe values[Int(text[read])]
        let b = unsafe values[Int(text[read + 1])]
        seen |= a | b
        unsafe bytes[write] = a << 2 | b >> 4
        // Spare bits that are not zero make the text refused, like a character outside of the alphabet.
        if tail == 2 {
            if b & 0b1111 != 0 { seen = 255 }
            return
        }
        let c = unsafe values[Int(text[read + 2])]
        seen |= c
        unsafe bytes[write + 1] = b << 4 | c >> 2
        if c & 0b11 != 0 { seen = 255 }
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

    /// The place of the first byte from `start` on that is not in the alphabet, or the end of the text.
    ///
    /// Eight bytes are looked at together: a token is scanned whole before anything else is done with it.
    static func firstOutsideAlphabet(_ text: Span<UInt8>, from start: Int) -> Int {
        unsafe text.withUnsafeBytes { bytes in
            var index = start
            while index + 8 <= bytes.count,
                isInAlphabet(unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            {
                index += 8
            }
            while index < bytes.count, values[Int(unsafe bytes[index])] < 64 { index += 1 }
            return index
        }
    }

    /// Whether all eight bytes of a word belong to the alphabet.
    ///
    /// Each byte below 0x80 is compared in its lower seven bits; the eighth one catches what the comparison gives.
    private static func isInAlphabet(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high = ones &* 0x80
        let low = ones &* 0x7F
        func atLeast(_ byte: UInt64, _ word: UInt64) -> UInt64 { (word | high) &- ones &* byte }
        func atMost(_ byte: UInt64, _ word: UInt64) -> UInt64 { (ones &* byte | high) &- word }
        func differs(from byte: UInt64) -> UInt64 { (word ^ ones &* byte) &+ low }
        let folded = word | ones &* 0x20
        let letters = atLeast(0x61, folded) & atMost(0x7A, folded)
        let digits = atLeast(0x30, word) & atMost(0x39, word)
        let marks = ~differs(from: 0x2D) | ~differs(from: 0x5F)
        return word & high == 0 && (letters | digits | marks) & high == high
    }
}
