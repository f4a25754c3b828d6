import Foundation

/// The standard error stream, for people.
enum StandardError {
    /// Writes a text and a line end.
    static func write(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
