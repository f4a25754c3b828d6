internal import TollgateEncoding

/// A list of strings inside the texts of claims: each with its length in two bytes before it.
///
/// Going through it makes no `String`.
struct TextList: Sendable {
    private var index: UInt16
    private let end: UInt16

    /// The list that stands in this part of the texts.
    init(_ part: Range<UInt16> = 0..<0) {
        index = part.lowerBound
        end = part.upperBound
    }

    /// The place of the next string, or `nil` after the last one.
    mutating func next(in texts: [UInt8]) -> Range<Int>? {
        guard index < end else { return nil }
        let start = Int(index) + 2
        let count = Int(texts[Int(index)]) << 8 | Int(texts[Int(index) + 1])
        index = UInt16(start + count)
        return start..<(start + count)
    }

    /// All strings.
    func strings(in texts: [UInt8]) -> [String] {
        var list = self
        var strings: [String] = []
        while let part = list.next(in: texts) { strings.append(String(decoding: texts[part], as: UTF8.self)) }
        return strings
    }

    /// Appends one string to texts.
    static func append(_ bytes: Span<UInt8>, _ part: Range<Int>, to texts: inout [UInt8]) {
        texts.append(UInt8(truncatingIfNeeded: part.count >> 8))
        texts.append(UInt8(truncatingIfNeeded: part.count))
        texts.append(bytes, part)
    }
}
