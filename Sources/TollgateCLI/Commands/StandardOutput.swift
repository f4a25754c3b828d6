import Foundation

/// The standard output stream, written at once: a reader of a pipe sees each line when it is printed.
enum StandardOutput {
    /// Writes a text and a line end.
    static func write(_ text: String) {
        // A reader that has gone away is no reason to crash, nor to stop cleaning up.
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }
}
