internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Asks the system, as every other program does: `/etc/hosts`, DNS and whatever else `nsswitch.conf` names.
///
/// The system's call does not return before it has an answer, so it runs on a few threads of its own: a slow name server
/// holds up neither requests nor other work.
final class SystemResolver: NameResolver {
    /// The most look-ups at the same time; further ones wait for their turn.
    private static let threadCount = 4

    private let threads = NIOThreadPool(numberOfThreads: threadCount)

    deinit {
        threads.shutdownGracefully { _ in }
    }

    func resolve(_ name: String, _ completion: @escaping @Sendable (Result<[SocketAddress], NameFault>) -> Void) {
        threads.start()
        threads.submit { state in
            guard case .active = state else { return completion(.failure(NameFault(words: "the gateway ends"))) }
            completion(Self.addresses(of: name))
        }
    }

    /// The addresses of a name, in the order that the system prefers (RFC 6724), each once.
    private static func addresses(of name: String) -> Result<[SocketAddress], NameFault> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(name, nil, &hints, &list)
        guard status == 0 else { return .failure(NameFault(words: unsafe String(cString: gai_strerror(status)))) }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            unsafe next = entry.pointee.ai_next
            // Each address comes once for each kind of socket.
            if let address = unsafe address(in: entry.pointee), !addresses.contains(address) {
                addresses.append(address)
            }
        }
        return .success(addresses)
    }

    private static func address(in entry: addrinfo) -> SocketAddress? {
        guard let bytes = unsafe UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch unsafe entry.ai_family {
        case AF_INET where unsafe Int(entry.ai_addrlen) >= MemoryLayout<sockaddr_in>.size:
            return unsafe SocketAddress(bytes.loadUnaligned(as: sockaddr_in.self))
        case AF_INET6 where unsafe Int(entry.ai_addrlen) >= MemoryLayout<sockaddr_in6>.size:
            return unsafe SocketAddress(bytes.loadUnaligned(as: sockaddr_in6.self))
        default: return nil
        }
    }
}
