import CTollgateSystem
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A connection between a gateway and its successor.
///
/// All calls block, for a bounded time.
///
/// Messages are their length in eight bytes, little-endian, and their bytes; descriptors go beside one byte.
final class HandoverConnection: Sendable {
    /// The longest message: the quotas in use of ten million clients.
    private static let longestMessage = 1 << 30

    private let descriptor: CInt

    /// A connection on a socket, which it closes at its end.
    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A connection to whoever listens at a path; `nil` where nobody does.
    init?(connectingTo path: String) {
        guard let address = UnixSocketAddress(path) else { return nil }
        descriptor = Self.makeSocket()
        guard descriptor >= 0 else { return nil }
        let isConnected = unsafe address.withPointer { unsafe connect(descriptor, $0, $1) == 0 }
        guard isConnected else { return nil }
    }

    /// A new unix socket of streams, which programs that are started do not inherit.
    static func makeSocket() -> CInt {
        #if canImport(Glibc)
            socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #else
            socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
    }

    /// Makes sure that the process at the other end belongs to this user.
    ///
    /// - Throws: `otherUser` where it does not, `system` where nobody knows.
    func checkUser() throws(HandoverFailure) {
        var user: UInt32 = 0
        let error = unsafe tollgate_peer_user(descriptor, &user)
        guard error == 0 else { throw .system(error) }
        guard user == geteuid() else { throw .otherUser(user) }
    }

    /// Bounds how long the next messages are waited for, and how long the other end may take to read.
    func wait(atMost seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, length)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, length)
    }

    /// Sends a message.
    func send(_ message: [UInt8]) throws(HandoverFailure) {
        var bytes: [UInt8] = []
        var length = UInt64(message.count)
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: length))
            length >>= 8
        }
        bytes += message
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Self.write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[sent...]))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .gone }
            sent += count
        }
    }

    /// Receives a message.
    func receive() throws(HandoverFailure) -> [UInt8] {
        let length = try read(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Self.longestMessage) else { throw .unreadable }
        return try read(Int(length))
    }

    /// Sends descriptors.
    func send(descriptors: [CInt]) throws(HandoverFailure) {
        let error = unsafe tollgate_send_descriptors(descriptor, descriptors, descriptors.count)
        guard error == 0 else { throw .system(error) }
    }

    /// Receives descriptors, which belong to the caller.
    func receiveDescriptors() throws(HandoverFailure) -> [CInt] {
        var descriptors = [CInt](repeating: -1, count: Int(TOLLGATE_MAXIMUM_DESCRIPTORS))
        var count = 0
        let error = unsafe tollgate_receive_descriptors(descriptor, &descriptors, &count)
        guard error == 0 else { throw error == EPROTO ? .unreadable : .gone }
        return Array(descriptors.prefix(count))
    }

    /// Ends waiting for the other end, on whatever thread.
    func cancel() { shutdown(descriptor, CInt(SHUT_RDWR)) }

    private func read(_ count: Int) throws(HandoverFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        // What was promised is not believed before it has come.
        let step = 1 << 20
        while bytes.count < count {
            let wanted = min(step, count - bytes.count)
            let part = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
                let received = unsafe recv(descriptor, buffer.baseAddress, wanted, 0)
                initialized = max(0, received)
            }
            guard !part.isEmpty else {
                if errno == EINTR { continue }
                throw .gone
            }
            bytes += part
        }
        return bytes
    }

    private static func write(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
        #elseif canImport(Glibc)
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
        #else
            unsafe Musl.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
        #endif
    }
}
