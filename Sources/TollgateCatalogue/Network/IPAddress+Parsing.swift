extension IPAddress {
    /// Reads an address from text, without brackets, port and zone.
    ///
    /// - Parameter text: `192.0.2.1` without leading zeros, which some take for octal numbers, or a form of RFC 4291
    ///   §2.2 such as `2001:db8::1` or `::ffff:192.0.2.1`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes.span, 0..<bytes.count)
    }

    /// Reads an address from a part of some bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - part: The place of the address in them.
    package init?(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        // The longest has 45 characters: six groups and an IPv4 address.
        guard (2...45).contains(part.count) else { return nil }
        if let number = Self.v4(bytes, part) {
            self.init(v4: number)
        } else if let (high, low) = Self.v6(bytes, part) {
            self.init(high: high, low: low)
        } else {
            return nil
        }
    }

    private static func v4(_ bytes: Span<UInt8>, _ part: Range<Int>) -> UInt32? {
        var number: UInt32 = 0
        var octets = 0
        var start = part.lowerBound
        for index in part.lowerBound...part.upperBound {
            guard index == part.upperBound || bytes[index] == UInt8(ascii: ".") else { continue }
            guard octets < 4, let octet = octet(bytes, start..<index) else { return nil }
            number = number << 8 | octet
            octets += 1
            start = index + 1
        }
        return octets == 4 ? number : nil
    }

    private static func octet(_ bytes: Span<UInt8>, _ part: Range<Int>) -> UInt32? {
        guard (1...3).contains(part.count), part.count == 1 || bytes[part.lowerBound] != UInt8(ascii: "0") else {
            return nil
        }
        var number: UInt32 = 0
        for index in part {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + UInt32(digit)
        }
        return number <= 255 ? number : nil
    }

    private static func v6(_ bytes: Span<UInt8>, _ part: Range<Int>) -> (high: UInt64, low: UInt64)? {
        var groups: [UInt64] = []
        // The place of `::` among them.
        var gap: Int?
        var index = part.lowerBound
        if isGap(bytes, index, part) {
            gap = 0
            index += 2
        }
        while index < part.upperBound {
            var end = index
            while end < part.upperBound, bytes[end] != UInt8(ascii: ":") { end += 1 }
            if end == part.upperBound, let number = v4(bytes, index..<end) {
                groups += [UInt64(number >> 16), UInt64(number & 0xFFFF)]
                break
            }
            guard groups.count < 8, let group = group(bytes, index..<end) else { return nil }
            groups.append(group)
            guard end < part.upperBound else { break }
            index = end + 1
            if isGap(bytes, end, part) {
                guard gap == nil else { return nil }
                gap = groups.count
                index += 1
            } else if index == part.upperBound {
                return nil
            }
        }
        guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
        if let gap { groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap) }
        return (groups[..<4].reduce(0) { $0 << 16 | $1 }, groups[4...].reduce(0) { $0 << 16 | $1 })
    }

    private static func isGap(_ bytes: Span<UInt8>, _ index: Int, _ part: Range<Int>) -> Bool {
        index + 1 < part.upperBound && bytes[index] == UInt8(ascii: ":") && bytes[index + 1] == UInt8(ascii: ":")
    }

    private static func group(_ bytes: Span<UInt8>, _ part: Range<Int>) -> UInt64? {
        guard (1...4).contains(part.count) else { return nil }
        var number: UInt64 = 0
        for index in part {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): number = number << 4 | UInt64(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return number
    }
}
