/// The parameters of an `application/x-www-form-urlencoded` body (RFC 6749 Appendix B).
struct FormParameters: Sendable {
    private var values: [String: String] = [:]

    /// - Throws: `invalid_request` for a parameter that occurs twice (RFC 6749 §3.2) and for broken encoding.
    init(_ body: [UInt8]) throws(OAuthError) {
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let valueBytes = parts.count > 1 ? parts[1] : []
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(valueBytes) else {
                throw .invalidRequest("The body is not application/x-www-form-urlencoded.")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .invalidRequest("A parameter is repeated.")
            }
        }
    }

    /// The parameter's value.
    ///
    /// One without a value counts as not there (RFC 6749 §3.1).
    subscript(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    /// The text that form encoding stands for, or `nil` for a broken escape or what is not UTF-8.
    static func decoded(_ bytes: some Sequence<UInt8>) -> String? {
        var result: [UInt8] = []
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"):
                result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else {
                    return nil
                }
                result.append(high << 4 | low)
            default:
                result.append(byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
