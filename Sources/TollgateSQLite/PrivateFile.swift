internal import TollgateRegistrar

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Files that only their owner can read.
enum PrivateFile {
    private static let ownerOnly: mode_t = 0o600
    private static let others: mode_t = 0o077

    /// Creates an empty file of mode 0600 unless there is a file already.
    ///
    /// SQLite would create it with whatever the umask leaves, and gives its own side files the mode of this one.
    static func createIfMissing(at path: String) throws(RegistrationError) {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, ownerOnly)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        guard errno == EEXIST else {
            throw .store(.unavailable(reason: "\(path) cannot be created: \(unsafe String(cString: strerror(errno)))"))
        }
    }

    /// Takes away the rights of all but the owner to a database and its side files, if there are any.
    ///
    /// It is for a database that has been opened: another file, named by mistake, keeps its mode. Side files that a
    /// predecessor left have the mode that the database had then.
    static func closeToOthers(database path: String) throws(RegistrationError) {
        for path in [path, path + "-wal", path + "-shm"] { try restrict(path) }
    }

    private static func restrict(_ path: String) throws(RegistrationError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & others != 0 else { return }
        guard unsafe chmod(path, ownerOnly) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw .store(.unavailable(reason: "others can read \(path), and that cannot be changed: \(reason)"))
        }
    }
}
