import Foundation

/// The standard error stream, for people.
enum StandardError {
    /// Writes a text and a line end.
    static func write(_ text: String) {
        // A reader that has gone away is no reason to crash, nor to stop cleaning up.
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }
}
