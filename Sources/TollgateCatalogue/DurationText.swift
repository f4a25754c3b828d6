/// The text of a duration in the configuration: a whole number and a unit, `60s`, `10min`, `24h`, `7d`, `2w`.
package enum DurationText {
    /// The largest accepted number, 2³¹ - 1: far beyond every use, and products of two still fit 64 bits.
    static let maximum: Int64 = 2_147_483_647

    /// The duration in seconds, or `nil` if `text` is not one.
    ///
    /// - Parameters:
    ///   - text: The text, for example `60s`, `10m` or `10min`.
    ///   - defaultCount: The number to assume where only a unit is written, or `nil` to refuse that.
    /// - Returns: Whole seconds, at most 2³¹ - 1.
    package static func seconds(_ text: String, defaultCount: Int64? = nil) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unitSeconds: Int64
        switch text.dropFirst(digits.count) {
        case "s": unitSeconds = 1
        case "min", "m": unitSeconds = 60
        case "h": unitSeconds = 3_600
        case "d": unitSeconds = 86_400
        case "w": unitSeconds = 604_800
        default: return nil
        }
        let count: Int64
        if digits.isEmpty {
            guard let defaultCount else { return nil }
            count = defaultCount
        } else {
            guard let number = Int64(digits), number <= maximum else { return nil }
            count = number
        }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unitSeconds)
        return overflow || seconds > maximum ? nil : seconds
    }
}
