import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Keeps a second server from the same database: both would do what is due, and tell of it twice.
///
/// It is the kernel's lock of a file beside the database, so it ends with the process, however that ends.
struct DatabaseLock {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: `CommandFailure` if another process has it, or the file cannot be made.
    init(database: String) throws {
        let path = database + "-serve"
        descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure.failed("\(path) cannot be opened: \(unsafe String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFailure.failed(
                "another `tollgate registrar serve` uses the database \(database); end it first, or use its API")
        }
    }

    /// Gives the lock back.
    func release() {
        close(descriptor)
    }
}
