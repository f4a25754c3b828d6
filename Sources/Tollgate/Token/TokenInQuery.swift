/// Finds access tokens where they must not be (RFC 6750 §2.3, security row 39): they stand in logs already.
package enum TokenInQuery {
    /// Whether the query of a target has the parameter `access_token`, however its name is encoded.
    ///
    /// - Parameter target: Path and query as they stand in the request line.
    /// - Returns: Whether it is there, with a value or without.
    package static func isIn(_ target: String) -> Bool {
        let bytes = target.utf8Span.span
        var index = 0
        while index < bytes.count, bytes[index] != UInt8(ascii: "?") { index += 1 }
        // At each `?` and `&` a name begins.
        while index < bytes.count {
            if isName(bytes, from: index + 1) { return true }
            index += 1
            while index < bytes.count, bytes[index] != UInt8(ascii: "&") { index += 1 }
        }
        return false
    }

    private static func isName(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        let name = "access_token".utf8Span.span
        var index = start
        var place = 0
        while index < bytes.count, bytes[index] != UInt8(ascii: "="), bytes[index] != UInt8(ascii: "&") {
            var byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
            {
                byte = high << 4 | low
                index += 2
            }
            guard place < name.count, byte == name[place] else { return false }
            place += 1
            index += 1
        }
        return place == name.count
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
