/// Reads `grpc-timeout`: at most eight digits and a unit (gRPC over HTTP/2, "Timeout").
enum GRPCTimeout {
    /// The time in nanoseconds; `nil` where it is none.
    static func nanoseconds(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Int64? {
        guard (2...9).contains(value.count), let number = FieldValue.number(bytes, value.dropLast()) else { return nil }
        let unit: Int64
        switch bytes[value.upperBound - 1] {
        case UInt8(ascii: "H"): unit = 3_600_000_000_000
        case UInt8(ascii: "M"): unit = 60_000_000_000
        case UInt8(ascii: "S"): unit = 1_000_000_000
        case UInt8(ascii: "m"): unit = 1_000_000
        case UInt8(ascii: "u"): unit = 1_000
        case UInt8(ascii: "n"): unit = 1
        default: return nil
        }
        let (product, isTooLarge) = number.multipliedReportingOverflow(by: unit)
        return isTooLarge ? nil : product
    }
}
