internal import TollgateCatalogue

/// Reads headers of version 2: a signature, version and command, family, length, two addresses, and more in pieces that
/// tell their length.
enum ProxyHeaderV2 {
    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    /// The bytes before the addresses.
    private static let fixedBytes = 16

    static func read(_ bytes: Span<UInt8>) throws(ProxyProtocolFault) -> ProxyHeader? {
        guard ProxyHeader.begin(bytes, like: signature) else { throw .missing }
        guard bytes.count >= fixedBytes else { return nil }
        guard bytes[12] >> 4 == 2, bytes[12] & 15 <= 1 else { throw .malformed }
        let end = fixedBytes + Int(bytes[14]) << 8 + Int(bytes[15])
        guard end <= ProxyHeader.mostBytes else { throw .tooLong }
        let isLocal = bytes[12] & 15 == 0
        let (family, transport) = (bytes[13] >> 4, bytes[13] & 15)
        // Requests come in streams.
        guard family <= 3, transport <= 1 else { throw .malformed }
        guard bytes.count >= end else { return nil }
        guard !isLocal else { return ProxyHeader(origin: .proxy, count: end) }
        guard family > 0, transport == 1 else { return ProxyHeader(origin: .unknown, count: end) }
        let addressBytes = family == 1 ? 12 : family == 2 ? 36 : 216
        guard fixedBytes + addressBytes <= end, isWhole(bytes, fixedBytes + addressBytes..<end) else {
            throw .malformed
        }
        let origin: ProxyHeader.Origin =
            switch family {
            case 1: .address(IPAddress(v4: UInt32(truncatingIfNeeded: number(bytes, fixedBytes, 4))))
            case 2:
                .address(IPAddress(high: number(bytes, fixedBytes, 8), low: number(bytes, fixedBytes + 8, 8)))
            default: .unknown
            }
        return ProxyHeader(origin: origin, count: end)
    }

    /// Whether the pieces behind the addresses end where the header does.
    private static func isWhole(_ bytes: Span<UInt8>, _ pieces: Range<Int>) -> Bool {
        var start = pieces.lowerBound
        while start < pieces.upperBound {
            guard start + 3 <= pieces.upperBound else { return false }
            start += 3 + Int(bytes[start + 1]) << 8 + Int(bytes[start + 2])
        }
        return start == pieces.upperBound
    }

    private static func number(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in start..<start + count { number = number << 8 | UInt64(bytes[index]) }
        return number
    }
}
