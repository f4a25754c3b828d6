/// An address of IPv4 or IPv6, as a number.
///
/// An IPv4 address and the IPv6 address that stands for it (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) are the same one:
/// a socket for both families tells the second of a client that has the first.
package struct IPAddress: Hashable, Sendable {
    /// The first eight bytes.
    package let high: UInt64
    /// The last eight bytes.
    package let low: UInt64

    private static let mappedPrefix: UInt64 = 0xFFFF_0000_0000

    /// The IPv6 address with these bytes.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The IPv4 address with this number, whose first byte is the highest one.
    package init(v4 number: UInt32) {
        self.init(high: 0, low: Self.mappedPrefix | UInt64(number))
    }

    /// Whether it is an address of IPv4.
    package var isV4: Bool { high == 0 && low & 0xFFFF_FFFF_0000_0000 == Self.mappedPrefix }

    /// The first 64 bits of an IPv6 address, which is what one customer is given at least (RFC 6177 §2); all of an IPv4
    /// address.
    package var network: IPAddress { isV4 ? self : IPAddress(high: high, low: 0) }
}

extension IPAddress: CustomStringConvertible {
    /// The address as text: IPv4 in decimal numbers, IPv6 in its canonical form (RFC 5952).
    package var description: String {
        guard !isV4 else {
            return (0..<4).map { String(low >> UInt64(24 - 8 * $0) & 0xFF) }.joined(separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> UInt64(48 - 16 * ($0 & 3))) }
        let zeros = Self.longestZeros(groups)
        func text(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard zeros.count > 1 else { return text(groups[...]) }
        return text(groups[..<zeros.lowerBound]) + "::" + text(groups[zeros.upperBound...])
    }

    /// The first of the longest runs of zeros.
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > longest.count { longest = start..<index }
            start = index + 1
        }
        return longest
    }
}
