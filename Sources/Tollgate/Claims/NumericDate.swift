internal import TollgateEncoding

/// Seconds since 1970 as tokens write them (RFC 7519 §2).
enum NumericDate {
    /// The end of the year 9999.
    ///
    /// Everything later is a mistake or an attack.
    static let maximum: Int64 = 253_402_300_799

    /// Reads a number, rounding a fraction down (for `exp`) or up (for `nbf` and `iat`): never in the token's favour.
    static func read(
        _ reader: inout JSONReader, _ bytes: Span<UInt8>, roundingUp: Bool
    ) throws(JSONError) -> Int64 {
        guard let (whole, hasRest) = try reader.readNumber(bytes).floored(in: bytes) else { throw .unexpectedValue }
        let seconds = roundingUp && hasRest ? whole + 1 : whole
        guard seconds <= maximum else { throw .unexpectedValue }
        return seconds
    }
}
