#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The file at a path, by which it is told from another one that takes its place; links are not followed.
struct FileIdentity: Equatable, Sendable {
    private let device: UInt64
    private let number: UInt64
    /// Whether it is a socket.
    let isSocket: Bool

    /// The file at a path.
    ///
    /// - Throws: ``ListenerError/failed(call:path:errorNumber:)`` where there is none.
    init(of path: String) throws(ListenerError) {
        var info = stat()
        guard unsafe lstat(path, &info) == 0 else { throw .failed(call: "lstat", path: path, errorNumber: errno) }
        device = UInt64(truncatingIfNeeded: info.st_dev)
        number = UInt64(truncatingIfNeeded: info.st_ino)
        isSocket = info.st_mode & S_IFMT == S_IFSOCK
    }

    /// The file at a path, or `nil` where there is none.
    static func ifThere(_ path: String) -> FileIdentity? { try? FileIdentity(of: path) }
}
