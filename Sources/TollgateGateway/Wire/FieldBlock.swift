internal import Tollgate

/// Header fields as bytes in one piece, each line known by where it is.
///
/// Lines that are passed on are copied in runs. The memory is used again for the next message.
struct FieldBlock: Sendable {
    /// One field.
    struct Line: Sendable {
        /// The place of its first byte, which is that of its name.
        let start: Int
        /// The place of the colon.
        let nameEnd: Int
        /// The value without the white space around it.
        let value: Range<Int>
        /// The place of the first byte of the next line.
        let end: Int
        var kind: FieldKind

        /// The place of the name.
        var name: Range<Int> { start..<nameEnd }
    }

    /// The most fields of one message.
    static let maximumCount = 1_000
    /// The most names in all `Connection` fields of one message.
    private static let maximumConnectionOptions = 32

    /// All bytes; what stands before the first line is its owner's affair.
    private(set) var bytes: [UInt8] = []
    /// The fields in the order in which they came.
    private(set) var lines: [Line] = []

    /// Forgets everything but the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
    }

    /// Whether there is a line of a kind.
    func hasLine(_ kind: FieldKind) -> Bool {
        for line in lines where line.kind == kind { return true }
        return false
    }

    /// Whether there is a line with a name, regardless of case.
    func hasLine(named name: Span<UInt8>) -> Bool {
        for line in lines where FieldValue.equals(bytes.span, line.name, name, 0..<name.count) { return true }
        return false
    }

    // MARK: - Received fields

    /// Takes a received field over.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The value, with or without white space around it.
    /// - Throws: ``FieldFault`` with the fault of the field.
    mutating func receive(_ name: String, _ value: String) throws(FieldFault) {
        guard lines.count < Self.maximumCount else { throw .tooMany }
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        let valueStart = bytes.count
        bytes.append(contentsOf: value.utf8)
        let valueEnd = bytes.count
        bytes.append(0x0D)
        bytes.append(0x0A)
        let (kind, part) = try Self.check(bytes.span, start..<nameEnd, valueStart..<valueEnd)
        lines.append(Line(start: start, nameEnd: nameEnd, value: part, end: bytes.count, kind: kind))
    }

    private static func check(
        _ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>
    ) throws(FieldFault) -> (kind: FieldKind, value: Range<Int>) {
        guard let kind = FieldKind.kind(of: bytes, name) else { throw .name }
        // The end of the line is there already: it is what ends a good value.
        guard FieldValue.end(in: bytes, from: value.lowerBound) == value.upperBound else { throw .value }
        return (kind, FieldValue.trimmed(bytes, value))
    }

    /// Takes over bytes that may have lines of fields in them.
    mutating func receive(_ received: Span<UInt8>) {
        unsafe received.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// Finds the lines in the bytes.
    ///
    /// - Parameter start: The start of the first one.
    /// - Throws: ``FieldFault`` with the first fault of the lines.
    mutating func findLines(from start: Int) throws(FieldFault) {
        let bytes = bytes
        try Self.findLines(in: bytes.span, from: start, &lines)
    }

    private static func findLines(
        in bytes: Span<UInt8>, from start: Int, _ lines: inout [Line]
    ) throws(FieldFault) {
        var start = start
        while start < bytes.count {
            guard lines.count < maximumCount else { throw .tooMany }
            var nameEnd = start
            while nameEnd < bytes.count, bytes[nameEnd] > 0x20, bytes[nameEnd] != UInt8(ascii: ":") { nameEnd += 1 }
            guard nameEnd < bytes.count, bytes[nameEnd] == UInt8(ascii: ":"),
                let kind = FieldKind.kind(of: bytes, start..<nameEnd)
            else { throw .name }
            let valueEnd = FieldValue.end(in: bytes, from: nameEnd + 1)
            guard valueEnd + 1 < bytes.count, bytes[valueEnd] == 0x0D, bytes[valueEnd + 1] == 0x0A else {
                throw .value
            }
            let value = FieldValue.trimmed(bytes, nameEnd + 1..<valueEnd)
            lines.append(Line(start: start, nameEnd: nameEnd, value: value, end: valueEnd + 2, kind: kind))
            start = valueEnd + 2
        }
    }

    /// Reads `Connection` and makes the fields that it names hop-by-hop (RFC 9110 §7.6.1).
    ///
    /// Fields that frame the message or tell where it goes stay, even where they are named.
    ///
    /// - Returns: Whether `close`, `keep-alive` and `upgrade` are among the options.
    /// - Throws: `tooManyConnectionOptions`, or `value` where an option is no token.
    mutating func applyConnectionOptions() throws(FieldFault) -> (closes: Bool, keepsAlive: Bool, upgrades: Bool) {
        var (closes, keepsAlive, upgrades) = (false, false, false)
        var named: [Range<Int>] = []
        let bytes = bytes
        let span = bytes.span
        for line in lines where line.kind == .connection {
            var rest = line.value
            while let option = FieldValue.nextElement(of: span, &rest) {
                guard FieldKind.kind(of: span, option) != nil else { throw .value }
                if FieldValue.equals(span, option, "close") {
                    closes = true
                } else if FieldValue.equals(span, option, "keep-alive") {
                    keepsAlive = true
                } else if FieldValue.equals(span, option, "upgrade") {
                    // The field is hop-by-hop by itself.
                    upgrades = true
                } else if named.count <= Self.maximumConnectionOptions {
                    named.append(option)
                }
            }
        }
        guard named.count <= Self.maximumConnectionOptions else { throw .tooManyConnectionOptions }
        for option in named {
            for index in lines.indices
            where (lines[index].kind == .other || lines[index].kind == .authorization)
                && FieldValue.equals(span, option, span, lines[index].name)
            {
                lines[index].kind = .hopByHop
            }
        }
        return (closes, keepsAlive, upgrades)
    }

    /// Makes fields hop-by-hop, so that they are not passed on.
    mutating func hide(where isHidden: (Span<UInt8>) -> Bool) {
        let bytes = bytes
        for index in lines.indices where isHidden(bytes.span.extracting(lines[index].name)) {
            lines[index].kind = .hopByHop
        }
    }

    // MARK: - Own fields

    /// Adds bytes before the first line.
    mutating func addPreamble(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Adds a field; neither name nor value may have anything in them that a header could not hold.
    mutating func add(_ name: String, _ value: String) {
        add(name) { $0.append(contentsOf: value.utf8) }
    }

    /// Adds the fields that tell a client how it stands.
    mutating func addLimits(of pass: Pass) {
        var start = bytes.count
        guard let ends = pass.appendLimitFields(to: &bytes) else { return }
        for index in ends.indices {
            let nameEnd = start + LimitField.ofAdmissions[index].name.utf8.count
            let end = ends[index]
            lines.append(Line(start: start, nameEnd: nameEnd, value: nameEnd + 2..<end - 2, end: end, kind: .other))
            start = end
        }
    }

    /// Adds a line that was written before.
    ///
    /// - Parameters:
    ///   - line: The line with its end; neither name nor value has anything in it that a header could not hold.
    ///   - nameLength: The length of the name.
    mutating func add(line: [UInt8], nameLength: Int) {
        let start = bytes.count
        bytes.append(contentsOf: line)
        let nameEnd = start + nameLength
        lines.append(
            Line(start: start, nameEnd: nameEnd, value: nameEnd + 2..<bytes.count - 2, end: bytes.count, kind: .other))
    }

    /// Adds a field whose value `write` appends.
    mutating func add(_ name: String, _ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        let valueStart = bytes.count
        write(&bytes)
        let value = valueStart..<bytes.count
        bytes.append(0x0D)
        bytes.append(0x0A)
        lines.append(Line(start: start, nameEnd: nameEnd, value: value, end: bytes.count, kind: .other))
    }
}
