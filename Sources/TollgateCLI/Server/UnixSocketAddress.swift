import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The address of a unix socket, as the system has it.
struct UnixSocketAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// An address for a path, or for `@` and a name without a file; `nil` if it is too long.
    init?(_ name: String) {
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.hasPrefix("@") ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8) + [0]
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        length = socklen_t(start + bytes.count)
        let isLongEnough = unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
            guard bytes.count <= path.count else { return false }
            unsafe path.copyBytes(from: bytes)
            return true
        }
        guard isLongEnough else { return nil }
    }

    /// Calls `body` with the address and how many bytes of it count.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}
