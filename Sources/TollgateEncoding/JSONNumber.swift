/// The place of a number in a JSON text, with the reading of whole numbers that never overflows.
package struct JSONNumber: Sendable {
    @usableFromInline let start: Int
    @usableFromInline let end: Int

    /// The number that starts at `start`, or `nil` if the grammar of RFC 8259 §6 is broken.
    @inlinable
    init?(_ bytes: Span<UInt8>, at start: Int) {
        var index = start
        func digits() -> Bool {
            let first = index
            while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
                index += 1
            }
            return index > first
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "0") {
            index += 1
        } else {
            guard digits() else { return nil }
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard digits() else { return nil }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard digits() else { return nil }
        }
        // `01` and `1x` end here; what follows is refused by whoever expects a comma or a bracket.
        self.start = start
        end = index
    }

    /// The largest whole number not above this one and whether there is a rest, or `nil` outside 0 … 10¹⁵.
    ///
    /// It works on the digits, so that neither `1e400` nor forty digits can overflow anything.
    @inlinable
    package func floored(in bytes: Span<UInt8>) -> (whole: Int64, hasRest: Bool)? {
        var index = start
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        // The value is 0.d₁d₂d₃… × 10^point, with d₁ ≠ 0, over the digits that `significant` starts at.
        var point = 0
        var significant: Int?
        var hasPoint = false
        var digitsEnd = end
        var position = index
        while position < end {
            let byte = bytes[position]
            if byte | 0x20 == UInt8(ascii: "e") {
                digitsEnd = position
                break
            }
            if byte == UInt8(ascii: ".") {
                hasPoint = true
            } else if byte != UInt8(ascii: "0") || significant != nil {
                if significant == nil { significant = position }
                if !hasPoint { point += 1 }
            } else if hasPoint {
                point -= 1
            }
            position += 1
        }
        guard let significant else { return (0, false) }
        guard !isNegative, let exponent = exponent(in: bytes, from: digitsEnd) else { return nil }
        point += exponent
        guard point <= 15 else { return nil }
        var whole: Int64 = 0
        var taken = 0
        var hasRest = false
        position = significant
        while position < digitsEnd {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: ".") { continue }
            if taken < point {
                whole = whole * 10 + Int64(byte - UInt8(ascii: "0"))
                taken += 1
            } else if byte != UInt8(ascii: "0") {
                hasRest = true
            }
        }
        while taken < point {
            whole *= 10
            taken += 1
        }
        return (whole, hasRest)
    }

    /// The exponent after `e`, kept within ± 100 000, which is beyond every number of digits a token can have.
    @inlinable
    func exponent(in bytes: Span<UInt8>, from start: Int) -> Int? {
        guard start < end else { return 0 }
        var index = start + 1
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        var value = 0
        while index < end {
            value = min(100_000, value * 10 + Int(bytes[index] - UInt8(ascii: "0")))
            index += 1
        }
        return isNegative ? -value : value
    }
}
