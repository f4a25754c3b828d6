#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The files that hold secrets, and the rights to them.
package enum SecretFile {
    /// Tells what people beside a file's owner and group can do with it.
    ///
    /// - Parameter path: The file's path; symbolic links are followed.
    /// - Returns: A clause such as `… on this machine can read it (mode 0644)`; `nil` if nothing, or if it is no file
    ///   but, for one, a pipe.
    package static func exposure(of path: String) -> String? {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let mode = Int(status.st_mode) & 0o7777
        let rights = [(0o004, "read"), (0o002, "change")].filter { mode & $0.0 != 0 }.map(\.1)
        guard !rights.isEmpty else { return nil }
        let digits = String(mode, radix: 8)
        return "everybody on this machine can \(rights.joined(separator: " and ")) it (mode"
            + " \(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits))"
    }
}
