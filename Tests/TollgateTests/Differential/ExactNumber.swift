/// A JSON number by its decimal digits, without rounding (RFC 8259 §6).
struct ExactNumber {
    /// Whether it is written without fraction and exponent: such a number is an integer to jansson.
    let isInteger: Bool
    /// Whether it is below zero.
    let isNegative: Bool
    /// The whole part of its magnitude, or `nil` from 10¹⁸ on.
    let whole: Int64?
    /// Whether something follows the whole part.
    let hasFraction: Bool

    /// The number that a text writes, or `nil` where the text is not one number and nothing else.
    init?(_ text: String) {
        var rest = Substring(text)
        func digits() -> Substring {
            let run = rest.prefix { ("0"..."9").contains($0) }
            rest = rest[run.endIndex...]
            return run
        }
        func take(_ characters: Character...) -> Bool {
            guard let first = rest.first, characters.contains(first) else { return false }
            rest.removeFirst()
            return true
        }
        let sign = take("-")
        let whole = digits()
        guard !whole.isEmpty, whole == "0" || !whole.hasPrefix("0") else { return nil }
        var fraction: Substring?
        if take(".") { fraction = digits() }
        var exponent: Substring?
        var isExponentNegative = false
        if take("e", "E") {
            isExponentNegative = rest.first == "-"
            _ = take("+", "-")
            exponent = digits()
        }
        guard rest.isEmpty, fraction?.isEmpty != true, exponent?.isEmpty != true else { return nil }
        isInteger = fraction == nil && exponent == nil
        let written = whole + (fraction ?? "")
        let significant = written.drop { $0 == "0" }
        // An exponent beyond a million is as good as a million: no token has so many digits.
        let power = min(exponent.map { Int($0) ?? .max } ?? 0, 1_000_000) * (isExponentNegative ? -1 : 1)
        let point = whole.count - (written.count - significant.count) + power
        isNegative = sign && !significant.isEmpty
        guard !significant.isEmpty, point > 0 else {
            self.whole = 0
            hasFraction = !significant.isEmpty
            return
        }
        let before = significant.prefix(point)
        hasFraction = significant.dropFirst(point).contains { $0 != "0" }
        self.whole = point > 18 ? nil : Int64(before + String(repeating: "0", count: point - before.count))
    }

    /// The seconds that a NumericDate (RFC 7519 §2) of this number stands for, or `nil` where it is none: below zero,
    /// or after the year 9999.
    func date(roundingUp: Bool) -> Int64? {
        guard !isNegative, let whole else { return nil }
        let seconds = roundingUp && hasFraction ? whole + 1 : whole
        return seconds <= 253_402_300_799 ? seconds : nil
    }
}
