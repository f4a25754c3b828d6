/// Base64url without padding, canonical only (RFC 7515 §2, RFC 4648 §3.5 and §5).
///
/// For each byte string there is exactly one accepted text: no padding, no whitespace, no `+` or `/`, no length that
/// leaves a single character over, and the spare bits of the last character are zero. Otherwise one token would have
/// many spellings, each with its own entry in every cache and deny list.
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let tables = Base64URLTables(alphabet: alphabet)

    /// The bytes that `text` stands for, or `nil` if it is not canonical base64url.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard let count = decodedCount(of: text) else { return nil }
        var isCanonical = false
        // Four bytes more than the result needs: whole words are written.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count + 4) { bytes, written in
            isCanonical = unsafe tables.decode(text, into: UnsafeMutableRawBufferPointer(bytes))
            written = isCanonical ? count : 0
        }
        return isCanonical ? bytes : nil
    }

    /// Decodes `text` into the beginning of `bytes`, which is at least four bytes longer than the result.
    ///
    /// - Returns: The number of bytes that `text` stands for, or `nil` if it is not canonical base64url or too long.
    package static func decode<let capacity: Int>(
        _ text: Span<UInt8>, into bytes: inout InlineArray<capacity, UInt8>
    ) -> Int? {
        guard let count = decodedCount(of: text), count + 4 <= capacity else { return nil }
        var span = bytes.mutableSpan
        let isCanonical = unsafe span.withUnsafeMutableBytes { unsafe tables.decode(text, into: $0) }
        return isCanonical ? count : nil
    }

    /// The bytes that `text` stands for, or `nil` if it is not canonical base64url.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(Array(text.utf8).span)
    }

    /// The number of bytes that a text of this length stands for; `nil` where one character would be left over.
    private static func decodedCount(of text: Span<UInt8>) -> Int? {
        let tail = text.count % 4
        return tail == 1 ? nil : text.count / 4 * 3 + max(0, tail - 1)
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
}
