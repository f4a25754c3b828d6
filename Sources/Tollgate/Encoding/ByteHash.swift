internal import TollgateEncoding

/// A quick hash of bytes for tables whose entries an attacker might want to collide.
///
/// It starts from a number that is drawn once for the process, so that collisions cannot be prepared outside of it. It
/// is no cryptographic hash: what is found by it is always compared byte for byte.
enum ByteHash {
    /// Drawn once for the process.
    private static let seed = UInt64.random(in: .min ... .max)
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The hash of a part of some bytes.
    static func hash(_ bytes: Span<UInt8>, _ part: Range<Int>) -> UInt64 {
        var state = seed ^ UInt64(truncatingIfNeeded: part.count)
        var index = part.lowerBound
        while part.upperBound - index >= 8 {
            state = mix(state ^ bytes.word(at: index))
            index += 8
        }
        if index < part.upperBound {
            state = mix(state ^ bytes.shortWord(index..<part.upperBound))
        }
        return state
    }

    /// The hash of all of some bytes.
    static func hash(_ bytes: Span<UInt8>) -> UInt64 { hash(bytes, 0..<bytes.count) }

    /// The hash of a number.
    static func hash(_ number: UInt64) -> UInt64 { mix(seed ^ number) }

    /// The hash of what a hash stands for and a further number.
    static func hash(_ hash: UInt64, and number: UInt64) -> UInt64 { mix(hash ^ number) }

    /// Both halves of the product together depend on every bit.
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
