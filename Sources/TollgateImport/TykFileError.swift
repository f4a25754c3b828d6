/// Why a file could not be read.
public struct TykFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public let file: String
    /// The line, from 1; `nil` where it is not about a place.
    public let line: Int?
    /// The column in bytes, from 1; `nil` where it is not about a place.
    public let column: Int?
    /// What was found, and what would be right.
    public let message: String

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
    public var description: String {
        var text = file
        if let line, let column { text += ":\(line):\(column)" }
        return text + ": error: \(message)"
    }
}
