#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A listening socket in the file system, and its removal.
///
/// One process at a time makes or removes sockets in a folder: the folder is locked meanwhile, so that of two gateways
/// that start at the same time, none takes the other's socket, which is not listening yet, for one that was left over.
package struct UnixSocket: Sendable {
    /// The descriptor, which listens and does not block.
    package let descriptor: CInt
    private let path: String
    private let identity: FileIdentity

    /// The most connections that wait to be accepted.
    private static let backlog: CInt = 4_096
    /// The longest path in bytes: that of a socket's address without the zero at its end, where it is shortest.
    private static let mostPathBytes = 103
    /// How often it is tried to bind where what was in the way was removed.
    private static let mostAttempts = 3

    /// Makes a socket that listens.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - mode: The permissions.
    ///   - group: The name or number of the group; `nil` for that of the process.
    /// - Throws: ``ListenerError`` where the path is too long or in use, where there is something else, or no such
    ///   group, or where the system refuses a call.
    package init(path: String, mode: UInt16, group: String?) async throws(ListenerError) {
        guard (1...Self.mostPathBytes).contains(path.utf8.count), !path.utf8.contains(0) else {
            throw .pathLength(path: path)
        }
        let group = try group.map { (name) throws(ListenerError) in try SystemGroup.number(of: name) }
        let lock = try await FolderLock(of: path)
        defer { lock.release() }
        let descriptor = try SocketCalls.make(for: path)
        do throws(ListenerError) {
            try Self.bind(descriptor, path, mode: group == nil ? mode : mode & 0o707)
            do throws(ListenerError) {
                identity = try FileIdentity(of: path)
                try SocketCalls.setPermissions(of: path, mode: mode, group: group)
                try SocketCalls.listen(descriptor, Self.backlog, path)
            } catch {
                SocketCalls.remove(path)
                throw error
            }
        } catch {
            SocketCalls.close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.path = path
    }

    /// A socket that listens already; `nil` where there is none at the path.
    init?(_ descriptor: CInt, at path: String) {
        guard let identity = FileIdentity.ifThere(path), identity.isSocket else { return nil }
        self.descriptor = descriptor
        self.path = path
        self.identity = identity
    }

    /// Removes the socket from the file system, unless another one has taken its place; it listens on.
    package func remove() async {
        let lock = try? await FolderLock(of: path)
        if (try? FileIdentity(of: path)) == identity { SocketCalls.remove(path) }
        lock?.release()
    }

    private static func bind(_ descriptor: CInt, _ path: String, mode: UInt16) throws(ListenerError) {
        for _ in 0..<mostAttempts {
            if try SocketCalls.bind(descriptor, path, mode: mode) { return }
            guard let found = FileIdentity.ifThere(path) else { continue }
            guard found.isSocket else { throw .notASocket(path: path) }
            guard try !SocketCalls.isListening(path) else { throw .socketInUse(path: path) }
            SocketCalls.remove(path)
        }
        throw .socketInUse(path: path)
    }
}
