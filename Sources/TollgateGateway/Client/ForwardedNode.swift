internal import TollgateCatalogue

/// Reads the name of a hop: an address, perhaps in brackets, perhaps with a port (RFC 7239 §6).
enum ForwardedNode {
    /// The address of a hop.
    ///
    /// - Parameters:
    ///   - bytes: A header.
    ///   - part: The place of the name in it, without quotes.
    /// - Returns: `nil` where it is `unknown`, a name that tells nobody anything (`_hidden`), or malformed.
    static func address(_ bytes: Span<UInt8>, _ part: Range<Int>) -> IPAddress? {
        guard let first = part.first else { return nil }
        if bytes[first] == UInt8(ascii: "[") {
            guard let end = FieldValue.place(of: UInt8(ascii: "]"), in: bytes, part),
                isPort(bytes, end + 1..<part.upperBound),
                FieldValue.place(of: UInt8(ascii: ":"), in: bytes, first..<end) != nil
            else { return nil }
            return IPAddress(bytes, first + 1..<end)
        }
        if let address = IPAddress(bytes, part) { return address }
        // An IPv4 address with a port has the only colon before it.
        guard let colon = FieldValue.place(of: UInt8(ascii: ":"), in: bytes, part),
            isPort(bytes, colon..<part.upperBound)
        else { return nil }
        return IPAddress(bytes, first..<colon)
    }

    /// Whether a part is nothing, or a colon and a port; a port may be hidden, too.
    private static func isPort(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
        guard let first = part.first else { return true }
        guard bytes[first] == UInt8(ascii: ":"), part.count > 1 else { return false }
        let isHidden = bytes[first + 1] == UInt8(ascii: "_")
        for index in part.dropFirst(isHidden ? 2 : 1) {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                guard isHidden else { return false }
            default: return false
            }
        }
        return isHidden ? part.count > 2 : part.count <= 6
    }
}
