/// What a JSON number amounts to, worked out on its digits.
struct PlainNumber {
    /// The largest whole number not above it.
    let whole: Int64
    /// Whether that is not all of it.
    let hasRest: Bool

    /// `nil` for what is negative or has more than 15 digits before the point.
    init?(_ text: String) {
        let isNegative = text.first == "-"
        let parts = text.drop { $0 == "-" }.split { $0 == "e" || $0 == "E" }
        let mantissa = parts[0].split(separator: ".")
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        let digits = String(mantissa[0]) + fraction
        let significant = digits.drop { $0 == "0" }
        guard !significant.isEmpty else {
            whole = 0
            hasRest = false
            return
        }
        let isShrunk = parts.count > 1 && parts[1].first == "-"
        let size = parts.count > 1 ? Int(parts[1].drop { $0 == "-" || $0 == "+" }) ?? 1_000_000 : 0
        // How many of the significant digits stand before the point; more than there are means zeros.
        let point = significant.count - fraction.count + (isShrunk ? -size : size)
        guard !isNegative, point <= 15 else { return nil }
        let before = significant.prefix(max(0, point))
        let zeros = String(repeating: "0", count: max(0, point - before.count))
        whole = Int64(before + zeros) ?? 0
        hasRest = significant.dropFirst(max(0, point)).contains { $0 != "0" }
    }
}
