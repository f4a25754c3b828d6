extension FieldBlock {
    /// Writes lines, as they are, in as few pieces as possible.
    ///
    /// - Parameters:
    ///   - out: The bytes that they are written behind.
    ///   - isKept: Whether a line is written.
    func write(to out: inout [UInt8], where isKept: (Line) -> Bool) {
        var start = 0
        var end = 0
        for line in lines where isKept(line) {
            if line.start != end {
                if end > start { out.write(bytes.span.extracting(start..<end)) }
                start = line.start
            }
            end = line.end
        }
        if end > start { out.write(bytes.span.extracting(start..<end)) }
    }

    /// Writes all lines.
    func write(to out: inout [UInt8]) {
        guard let first = lines.first, let last = lines.last else { return }
        out.write(bytes.span.extracting(first.start..<last.end))
    }

    /// The value of a line as a string.
    func text(_ part: Range<Int>) -> String { String(decoding: bytes[part], as: UTF8.self) }
}
