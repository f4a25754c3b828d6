import Foundation

/// The standard output stream, written at once: whoever reads a pipe sees each line when it is said.
enum StandardOutput {
    /// Writes a text and a line end.
    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
