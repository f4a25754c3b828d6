/// A verified token together with its bytes, and what has to be unchanged for it to count.
///
/// It never changes itself.
final class CachedToken: Sendable {
    /// How much an entry is charged beyond its bytes, for its claims and its places in tables.
    static let overheadBytes = 512

    /// Shorter texts are no signed tokens: a signature alone has more characters.
    static let minimumByteCount = 64

    let token: VerifiedToken
    /// Where its bytes belong in a table.
    let hash: UInt64
    /// The generation of the issuer's keys that verified it.
    let keyGeneration: UInt64

    private let bytes: [UInt8]

    init(_ bytes: Span<UInt8>, token: VerifiedToken, keyGeneration: UInt64) {
        self.token = token
        self.keyGeneration = keyGeneration
        hash = Self.hash(of: bytes)
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in 0..<bytes.count { copy.append(bytes[index]) }
        self.bytes = copy
    }

    var byteCount: Int { bytes.count }

    /// What the entry is charged.
    var cost: Int { bytes.count + Self.overheadBytes }

    /// Whether the entry's token is this one.
    ///
    /// It looks at every byte, wherever the first difference is.
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard bytes.count == other.count else { return false }
        return unsafe other.withUnsafeBytes { other in
            unsafe bytes.withUnsafeBytes { mine in
                var difference: UInt64 = 0
                var index = 0
                while index + 8 <= mine.count {
                    difference |=
                        unsafe mine.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                        ^ other.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    index += 8
                }
                while index < mine.count {
                    difference |= UInt64(unsafe mine[index] ^ other[index])
                    index += 1
                }
                return difference == 0
            }
        }
    }

    /// A hash of a token, from the end of its signature.
    ///
    /// Only verified tokens get into the cache, so their signature bits are as good as random. The last character is
    /// left out: two of its six bits are always zero.
    static func hash(of token: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in (token.count - 17)..<(token.count - 1) {
            hash = (hash ^ UInt64(token[index])) &* 0x0000_0100_0000_01B3
        }
        return hash &* 0x9E37_79B9_7F4A_7C15
    }
}
