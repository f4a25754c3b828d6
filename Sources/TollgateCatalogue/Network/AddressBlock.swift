/// A block of addresses that begin with the same bits (RFC 4632 §3.1, RFC 4291 §2.3).
package struct AddressBlock: Hashable, Sendable {
    private let highMask: UInt64
    private let lowMask: UInt64
    private let prefix: IPAddress

    /// Reads an address, or a block such as `10.0.0.0/8` or `2001:db8::/32`.
    ///
    /// Bits behind the prefix do not count.
    ///
    /// - Parameter text: The text; nothing else may stand in it.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        // Of an IPv4 address that is written as one, the prefix is counted in it.
        let isShort = address.isV4 && !first.contains(":")
        var length = 128
        if parts.count == 2 {
            let digits = parts[1].utf8
            guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
                digits.count == 1 || digits.first != UInt8(ascii: "0"), let number = Int(parts[1]),
                number <= (isShort ? 32 : 128)
            else { return nil }
            length = isShort ? number + 96 : number
        }
        highMask = length >= 64 ? .max : ~(UInt64.max >> UInt64(length))
        lowMask = length <= 64 ? 0 : ~(UInt64.max >> UInt64(length - 64))
        prefix = IPAddress(high: address.high & highMask, low: address.low & lowMask)
    }

    /// Whether it has every address of IPv4, as all blocks have that have every address of IPv6.
    package var isEverything: Bool { contains(IPAddress(v4: 0)) && contains(IPAddress(v4: .max)) }

    /// Tells whether an address belongs to it.
    package func contains(_ address: IPAddress) -> Bool {
        address.high & highMask == prefix.high && address.low & lowMask == prefix.low
    }
}
