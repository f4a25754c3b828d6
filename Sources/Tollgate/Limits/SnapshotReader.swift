/// A reader of numbers and texts from untrusted bytes.
struct SnapshotReader {
    private let bytes: [UInt8]
    private var index: Int

    init(_ bytes: [UInt8], from index: Int = 0) {
        self.bytes = bytes
        self.index = index
    }

    var isAtEnd: Bool { index == bytes.count }

    /// A number, little-endian; `nil` where there are too few bytes.
    mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        let count = Number.bitWidth / 8
        guard bytes.count - index >= count else { return nil }
        var number: Number = 0
        for place in 0..<count { number |= Number(truncatingIfNeeded: bytes[index + place]) << (8 * place) }
        index += count
        return number
    }

    /// A text; `nil` where there are too few bytes, or they are not UTF-8.
    mutating func text() -> String? {
        guard let count = number(UInt16.self).map(Int.init), bytes.count - index >= count,
            let text = String(validating: bytes[index..<(index + count)], as: UTF8.self)
        else { return nil }
        index += count
        return text
    }

    /// A text that may be absent: `.some(nil)` where it is.
    mutating func optionalText() -> String?? {
        switch number(UInt8.self) {
        case 0: .some(nil)
        case 1: text().map(Optional.some)
        default: nil
        }
    }
}
