internal import Tollgate

/// Writes one JSON object as one line, member by member; its memory is used again for the next one.
///
/// Whatever comes in, the line is valid JSON (RFC 8259) and one line: control characters are escaped, and each byte that
/// belongs to no character of UTF-8 becomes U+FFFD.
struct JSONLine {
    /// Longer texts are cut there, and end with `…`.
    static let longestText = 8_192

    /// The line so far; whole after `end()`, with the line feed.
    private(set) var bytes: [UInt8] = []

    /// Begins a line.
    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Ends the line.
    mutating func end() {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(0x0A)
    }

    /// Adds a text.
    mutating func add(_ name: StaticString, _ text: String) {
        let span = text.utf8Span.span
        add(name, span, 0..<span.count)
    }

    /// Adds a text that is a part of some bytes.
    mutating func add(_ name: StaticString, _ text: Span<UInt8>, _ part: Range<Int>) {
        key(name)
        write(text, part)
    }

    /// Adds a list of texts.
    mutating func add(_ name: StaticString, list: [String]) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        for (index, text) in list.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let span = text.utf8Span.span
            write(span, 0..<span.count)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Adds a number.
    mutating func add(_ name: StaticString, _ number: Int64) {
        key(name)
        write(number)
    }

    /// Adds a truth value.
    mutating func add(_ name: StaticString, _ value: Bool) {
        key(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Adds a duration in milliseconds with three decimals.
    mutating func add(_ name: StaticString, nanoseconds: Int64) {
        key(name)
        let microseconds = max(0, nanoseconds) / 1_000
        write(microseconds / 1_000)
        bytes.append(UInt8(ascii: "."))
        write(microseconds % 1_000, digits: 3)
    }

    /// Adds a moment in the form of RFC 3339, in UTC with milliseconds.
    ///
    /// - Parameters:
    ///   - name: The name of the member.
    ///   - time: The moment in nanoseconds since 1970; one before counts as 1970.
    mutating func add(_ name: StaticString, time: Int64) {
        key(name)
        let milliseconds = max(0, time) / 1_000_000
        let date = CivilDate(unixSeconds: milliseconds / 1_000)
        bytes.append(UInt8(ascii: "\""))
        write(Int64(date.year), digits: 4)
        bytes.append(UInt8(ascii: "-"))
        write(Int64(date.month), digits: 2)
        bytes.append(UInt8(ascii: "-"))
        write(Int64(date.day), digits: 2)
        bytes.append(UInt8(ascii: "T"))
        write(Int64(date.second / 3_600), digits: 2)
        bytes.append(UInt8(ascii: ":"))
        write(Int64(date.second / 60 % 60), digits: 2)
        bytes.append(UInt8(ascii: ":"))
        write(Int64(date.second % 60), digits: 2)
        bytes.append(UInt8(ascii: "."))
        write(milliseconds % 1_000, digits: 3)
        bytes.append(contentsOf: "Z\"".utf8)
    }

    // MARK: - Values

    private mutating func key(_ name: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func write(_ number: Int64) { bytes.append(contentsOf: String(number).utf8) }

    private mutating func write(_ number: Int64, digits: Int) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func write(_ text: Span<UInt8>, _ part: Range<Int>) {
        bytes.append(UInt8(ascii: "\""))
        let end = min(part.upperBound, part.lowerBound + Self.longestText)
        var index = part.lowerBound
        while index < end {
            let byte = text[index]
            if Self.isPlain(byte) {
                let start = index
                repeat { index += 1 } while index < end && Self.isPlain(text[index])
                unsafe text.extracting(start..<index).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
            } else if byte < 0x80 {
                write(byte)
                index += 1
            } else {
                // A character that is cut in two is left out.
                let length = Self.characterLength(text, index..<part.upperBound)
                if length == 0 {
                    bytes.append(contentsOf: "\u{FFFD}".utf8)
                } else if index + length <= end {
                    for place in index..<index + length { bytes.append(text[place]) }
                }
                index += max(1, length)
            }
        }
        if end < part.upperBound { bytes.append(contentsOf: "…".utf8) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a byte stands for itself in a text.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func write(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case ...0x1F, 0x7F:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(Self.digit(byte >> 4))
            bytes.append(Self.digit(byte & 15))
        default: bytes.append(byte)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The number of bytes of the character beyond ASCII at the start of a part; 0 where there is none (Unicode, table
    /// 3-7).
    private static func characterLength(_ text: Span<UInt8>, _ part: Range<Int>) -> Int {
        let first = text[part.lowerBound]
        let (length, second): (Int, ClosedRange<UInt8>)
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard part.count >= length, second.contains(text[part.lowerBound + 1]) else { return 0 }
        for offset in 2..<max(2, length) {
            guard (0x80...0xBF).contains(text[part.lowerBound + offset]) else { return 0 }
        }
        return length
    }
}
