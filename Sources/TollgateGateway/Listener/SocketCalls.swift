#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The system's calls for unix sockets.
enum SocketCalls {
    #if canImport(Glibc)
        private static let stream = CInt(SOCK_STREAM.rawValue)
    #else
        private static let stream = SOCK_STREAM
    #endif

    /// Makes a socket that does not block.
    static func make(for path: String) throws(ListenerError) -> CInt {
        let descriptor = socket(AF_UNIX, stream, 0)
        guard descriptor >= 0 else { throw .failed(call: "socket", path: path, errorNumber: errno) }
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            defer { close(descriptor) }
            throw .failed(call: "fcntl", path: path, errorNumber: errno)
        }
        return descriptor
    }

    /// Binds a socket, with permissions that are never wider than `mode`.
    ///
    /// - Returns: Whether it is bound; if not, there is something at the path.
    static func bind(_ descriptor: CInt, _ path: String, mode: UInt16) throws(ListenerError) -> Bool {
        // Linux makes the file with the mode of the socket. Elsewhere it says no; there the mode is set before anybody
        // listens, and until then nobody can connect.
        _ = fchmod(descriptor, mode_t(mode))
        var address = address(path)
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bindSocket(descriptor, $0, length)
            }
        }
        if result == 0 { return true }
        guard errno == EADDRINUSE else { throw .failed(call: "bind", path: path, errorNumber: errno) }
        return false
    }

    /// Whether somebody listens on the socket at a path.
    static func isListening(_ path: String) throws(ListenerError) -> Bool {
        let descriptor = try make(for: path)
        defer { close(descriptor) }
        var address = address(path)
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, length) }
        }
        // A queue that is full, a socket of another kind, one that we may not write to: all of them are somebody's.
        return result == 0 || (errno != ECONNREFUSED && errno != ENOENT)
    }

    /// Sets the permissions of the socket at a path, where they are not right yet.
    static func setPermissions(of path: String, mode: UInt16, group: UInt32?) throws(ListenerError) {
        if let group, unsafe lchown(path, uid_t.max, group) != 0 {
            throw .failed(call: "lchown", path: path, errorNumber: errno)
        }
        var info = stat()
        guard unsafe lstat(path, &info) == 0 else { throw .failed(call: "lstat", path: path, errorNumber: errno) }
        guard info.st_mode & 0o7777 != mode_t(mode) else { return }
        // A link that was put in its place is not followed: that ends in another error than those of systems and filters
        // of system calls that do not know this one.
        if unsafe fchmodat(AT_FDCWD, path, mode_t(mode), AT_SYMLINK_NOFOLLOW) == 0 { return }
        guard errno == EPERM || errno == ENOSYS, unsafe chmod(path, mode_t(mode)) == 0 else {
            throw .failed(call: "chmod", path: path, errorNumber: errno)
        }
    }

    /// Has a socket listen.
    static func listen(_ descriptor: CInt, _ backlog: CInt, _ path: String) throws(ListenerError) {
        guard listenSocket(descriptor, backlog) == 0 else {
            throw .failed(call: "listen", path: path, errorNumber: errno)
        }
    }

    /// Removes what is at a path.
    static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// Closes a socket.
    static func close(_ descriptor: CInt) { closeFile(descriptor) }

    private static func address(_ path: String) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            for (index, byte) in path.utf8.enumerated() where index + 1 < bytes.count { unsafe bytes[index] = byte }
        }
        return address
    }
}

private func bindSocket(_ descriptor: CInt, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> CInt {
    unsafe bind(descriptor, address, length)
}

private func listenSocket(_ descriptor: CInt, _ backlog: CInt) -> CInt { listen(descriptor, backlog) }

private func closeFile(_ descriptor: CInt) { _ = close(descriptor) }
