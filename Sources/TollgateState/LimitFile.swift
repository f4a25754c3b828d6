internal import NIOPosix
package import Tollgate
internal import TollgateConcurrency

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Keeps the quotas in use in a file of one node.
///
/// The file is replaced as a whole: a new one is written beside it, made sure of on the disk, and renamed, so that a
/// process that is killed at any time leaves either the old or the new one. It names clients, and subjects where limits
/// count by subject; only its owner may read it (mode 0600). Two processes must not use the same file.
package struct LimitFile: LimitStore {
    /// A file longer than this, about four million uses, is neither read nor written.
    static let maximumBytes = 256 * 1024 * 1024
    /// Held while a file is being replaced: two at once would write to the same new one.
    private static let replacing = Lock<Void>(())
    private static let ownerOnly: mode_t = 0o600

    /// The path of the file.
    package let path: String
    private var newPath: String { path + ".new" }

    /// A store in the file at `path`; it need not be there yet, but its folder must.
    package init(path: String) {
        self.path = path
    }

    /// Reads the file.
    ///
    /// - Returns: The uses; none where there is no file.
    /// - Throws: ``LimitFileError`` with the reason ``LimitFileError/Reason/failed(call:errorNumber:)`` where it cannot
    ///   be read, ``LimitFileError/Reason/notAFile``, ``LimitFileError/Reason/tooLong`` beyond 256 MiB, or
    ///   ``LimitFileError/Reason/content(_:)`` where ``save(_:)`` has not written it; `CancellationError`.
    package func load() async throws -> LimitSnapshot {
        try await NIOThreadPool.singleton.runIfActive { try read() }
    }

    /// Replaces the file.
    ///
    /// - Parameter snapshot: The uses that it holds from now on.
    /// - Throws: ``LimitFileError`` with the reason ``LimitFileError/Reason/failed(call:errorNumber:)`` where it cannot
    ///   be written, or ``LimitFileError/Reason/tooLong`` beyond 256 MiB; `CancellationError`. The old file then stays.
    package func save(_ snapshot: LimitSnapshot) async throws {
        try await NIOThreadPool.singleton.runIfActive { try replace(with: snapshot.fileBytes) }
    }

    // MARK: - Reading

    private func read() throws(LimitFileError) -> LimitSnapshot {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            guard errno != ENOENT else { return LimitSnapshot() }
            throw LimitFileError(path: path, reason: .system("open"))
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw LimitFileError(path: path, reason: .system("fstat")) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw LimitFileError(path: path, reason: .notAFile) }
        guard status.st_size <= Self.maximumBytes else { throw LimitFileError(path: path, reason: .tooLong) }
        let bytes = try bytes(of: file, count: Int(status.st_size))
        do throws(LimitSnapshotError) {
            return try LimitSnapshot(fileBytes: bytes)
        } catch {
            throw LimitFileError(path: path, reason: .content(error))
        }
    }

    private func bytes(of file: CInt, count: Int) throws(LimitFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(file, buffer.baseAddress.map { unsafe $0 + done }, count - done, done)
            }
            guard part >= 0 || errno == EINTR else { throw LimitFileError(path: path, reason: .system("read")) }
            // It has become shorter meanwhile; the checksum will tell.
            guard part != 0 else { break }
            done += max(0, part)
        }
        return bytes
    }

    // MARK: - Writing

    private func replace(with bytes: [UInt8]) throws(LimitFileError) {
        guard bytes.count <= Self.maximumBytes else { throw LimitFileError(path: path, reason: .tooLong) }
        try Self.replacing.withLock { (_) throws(LimitFileError) in try replaceAlone(with: bytes) }
    }

    private func replaceAlone(with bytes: [UInt8]) throws(LimitFileError) {
        do throws(LimitFileError) {
            try write(bytes)
            guard unsafe rename(newPath, path) == 0 else { throw LimitFileError(path: path, reason: .system("rename")) }
        } catch {
            _ = unsafe unlink(newPath)
            throw error
        }
        syncFolder()
    }

    /// Writes the new file beside the old one, and sees to it that it is on the disk.
    private func write(_ bytes: [UInt8]) throws(LimitFileError) {
        // One that a killed process has left; never write into what somebody else has put there.
        _ = unsafe unlink(newPath)
        let file = unsafe open(newPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, Self.ownerOnly)
        guard file >= 0 else { throw LimitFileError(path: newPath, reason: .system("open")) }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let part = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(file, buffer.baseAddress.map { unsafe $0 + done }, bytes.count - done, done)
            }
            guard part > 0 || errno == EINTR else { throw LimitFileError(path: newPath, reason: .system("write")) }
            done += max(0, part)
        }
        guard fsync(file) == 0 else { throw LimitFileError(path: newPath, reason: .system("fsync")) }
    }

    /// Sees to it that the new name is on the disk; where a file system cannot do so, the file is as good as before.
    private func syncFolder() {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
