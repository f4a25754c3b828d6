/// Reads the elements of a list in header fields from its end to its beginning, over all lines of the field (RFC 9110
/// §5.3, §5.6.1).
struct ListFromRight {
    private let kind: FieldKind
    private let hasQuotes: Bool
    /// The number of lines that were not begun.
    private var lines: Int?
    private var rest = 0..<0

    /// The list of a kind of field.
    ///
    /// - Parameters:
    ///   - kind: The kind.
    ///   - hasQuotes: Whether a comma between quotes belongs to an element.
    init(_ kind: FieldKind, hasQuotes: Bool = false) {
        self.kind = kind
        self.hasQuotes = hasQuotes
    }

    /// The element before the last one that was read; empty ones are left out.
    ///
    /// - Parameters:
    ///   - block: The fields.
    ///   - bytes: Their bytes.
    /// - Returns: Its place, without white space around it; `nil` at the beginning, or where quotes do not match.
    mutating func next(in block: FieldBlock, _ bytes: Span<UInt8>) -> Range<Int>? {
        while true {
            while rest.isEmpty {
                var line = lines ?? block.lines.count
                repeat {
                    line -= 1
                    guard line >= 0 else { return nil }
                } while block.lines[line].kind != kind
                lines = line
                rest = block.lines[line].value
            }
            guard let start = start(in: bytes) else { return nil }
            let element = FieldValue.trimmed(bytes, start..<rest.upperBound)
            rest = rest.lowerBound..<max(rest.lowerBound, start - 1)
            if !element.isEmpty { return element }
        }
    }

    /// The place behind the last comma of what is left.
    private func start(in bytes: Span<UInt8>) -> Int? {
        var index = rest.upperBound
        while index > rest.lowerBound, bytes[index - 1] != UInt8(ascii: ",") {
            index -= 1
            guard hasQuotes, bytes[index] == UInt8(ascii: "\"") else { continue }
            // To the quote that begins the text: one that belongs to the text has a backslash before it.
            repeat {
                index -= 1
                guard index > rest.lowerBound else { return nil }
            } while bytes[index] != UInt8(ascii: "\"") || bytes[index - 1] == UInt8(ascii: "\\")
        }
        return index
    }
}
