internal import TollgateEncoding

/// The three parts of a JWS in compact serialization (RFC 7515 §7.1), not decoded yet.
struct CompactToken {
    /// The longest accepted header part, in characters.
    static let maximumHeaderCharacters = 1024

    /// The places of the header, the payload and the signature in the token.
    let header: Range<Int>
    let payload: Range<Int>
    let signature: Range<Int>

    /// The signed part: header, dot and payload as they stand (RFC 7515 §5.2 step 8).
    var signingInput: Range<Int> { header.lowerBound..<payload.upperBound }

    /// Finds the parts at the first and the last dot, none of them empty.
    ///
    /// Further dots are refused when the parts are decoded: they are outside of the base64url alphabet.
    ///
    /// - Throws: ``Rejection/tokenTooLong`` before anything is read, or ``Rejection/tokenMalformed``.
    init(_ token: Span<UInt8>, maximumBytes: Int) throws(Rejection) {
        guard token.count <= maximumBytes else { throw .tokenTooLong }
        guard let first = Self.firstDot(in: token), let last = Self.lastDot(in: token), first > 0,
            last > first + 1, last < token.count - 1, first <= Self.maximumHeaderCharacters
        else { throw .tokenMalformed }
        header = 0..<first
        payload = (first + 1)..<last
        signature = (last + 1)..<token.count
    }

    private static func firstDot(in token: Span<UInt8>) -> Int? {
        var index = 0
        while index + 8 <= token.count {
            let dots = dots(in: token.word(at: index))
            if dots != 0 { return index + dots.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < token.count {
            if token[index] == UInt8(ascii: ".") { return index }
            index += 1
        }
        return nil
    }

    private static func lastDot(in token: Span<UInt8>) -> Int? {
        var end = token.count
        while end >= 8 {
            // A carry can only mark a byte above a dot: a word that is marked is searched byte by byte.
            if dots(in: token.word(at: end - 8)) != 0 { break }
            end -= 8
        }
        while end > 0 {
            if token[end - 1] == UInt8(ascii: ".") { return end - 1 }
            end -= 1
        }
        return nil
    }

    /// The top bit of each byte of a word that is a dot; only the lowest mark is exact.
    @inline(__always)
    private static func dots(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let difference = word ^ ones &* UInt64(UInt8(ascii: "."))
        return (difference &- ones) & ~difference & 0x8080_8080_8080_8080
    }
}
