#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A lock of the folder that a file is in, against other processes that ask for it, too.
///
/// Nothing is left behind: the lock is one of the folder itself.
struct FolderLock {
    private static let pause = Duration.milliseconds(10)
    private static let mostAttempts = 100

    private let descriptor: CInt

    /// Locks the folder.
    ///
    /// - Parameter path: The path of a file in it.
    /// - Throws: ``ListenerError`` where there is no such folder, or another process has it for more than a second.
    init(of path: String) async throws(ListenerError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed(call: "open", path: path, errorNumber: errno) }
        for _ in 0..<Self.mostAttempts {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR, (try? await Task.sleep(for: Self.pause)) != nil else { break }
        }
        _ = close(descriptor)
        throw .folderLocked(path: path)
    }

    /// Releases it.
    func release() { _ = close(descriptor) }
}
