/// The reason why a file could not be read.
package struct TykFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    package let file: String
    /// The line, from 1; `nil` where it is not about a place.
    package let line: Int?
    /// The column in bytes, from 1; `nil` where it is not about a place.
    package let column: Int?
    /// The value that was found, and those that would be right.
    package let message: String

    /// An error about a file as a whole.
    init(file: String, message: String) {
        self.file = file
        line = nil
        column = nil
        self.message = message
    }

    /// An error at a byte of a file.
    init(file: String, message: String, at index: Int, in bytes: [UInt8]) {
        self.file = file
        let before = bytes.prefix(index)
        let lineEnd = UInt8(ascii: "\n")
        line = before.count { $0 == lineEnd } + 1
        column = index - (before.lastIndex(of: lineEnd).map { $0 + 1 } ?? 0) + 1
        self.message = message
    }

    /// `file:line:column: error: message`.
    package var description: String {
        var text = file
        if let line, let column { text += ":\(line):\(column)" }
        return text + ": error: \(message)"
    }
}
