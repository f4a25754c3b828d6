import Foundation
import TollgateRegistrar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Shows the progress of a long operation on the standard error stream, if that is a terminal.
enum TerminalProgress {
    /// Makes a function that shows the progress of an operation of this name; it does nothing where the output is no
    /// terminal.
    static func show(_ name: String) -> @Sendable (ReconcileProgress) -> Void {
        guard isatty(STDERR_FILENO) == 1 else { return { _ in } }
        return { progress in
            let end = progress.done == progress.total ? "\n" : ""
            let line = "\r\(name): \(progress.done) of \(progress.total)" + end
            try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
        }
    }

    /// Takes the last line of progress away, before something else is written to the same terminal.
    static func clear() {
        guard isatty(STDERR_FILENO) == 1 else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8))
    }
}
