internal import TollgateRegistrar

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Creates files that only their owner can read.
enum PrivateFile {
    private static let ownerOnly: mode_t = 0o600

    /// Creates an empty file of mode 0600 unless there is a file already.
    ///
    /// SQLite would create it with whatever the umask leaves, and gives its own side files the mode of this one.
    static func createIfMissing(at path: String) throws(ClientStoreError) {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, ownerOnly)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        guard errno == EEXIST else {
            throw .unavailable(reason: "\(path) cannot be created: \(unsafe String(cString: strerror(errno)))")
        }
    }
}
