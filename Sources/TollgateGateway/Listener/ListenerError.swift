internal import NIOCore

/// The reasons for which a gateway cannot listen somewhere.
public enum ListenerError: Error, Hashable, Sendable {
    /// An entry of the trusted proxies is neither an address nor a block of addresses nor `unix`.
    case malformedProxy(String)
    /// PROXY protocol is required, and there is no trusted proxy that could connect and speak it.
    case proxiesMissing
    /// An authorizer has no peer that could connect and ask.
    case peersMissing
    /// The path of a unix socket is longer than 103 bytes, or empty.
    case pathLength(path: String)
    /// Somebody listens on the unix socket at the path.
    case socketInUse(path: String)
    /// There is something at the path that is no socket.
    case notASocket(path: String)
    /// There is no such group.
    case groupUnknown(String)
    /// Another process has locked the folder of a unix socket for more than a second.
    case folderLocked(path: String)
    /// The system refuses a call for a unix socket.
    ///
    /// - Parameters:
    ///   - call: The name of the call.
    ///   - path: The path of the socket.
    ///   - errorNumber: The value of `errno`.
    case failed(call: String, path: String, errorNumber: Int32)
}

extension ListenerError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .malformedProxy(let entry):
            "`\(entry)` is no trusted proxy: expected an address, a block of addresses such as 10.0.0.0/8, or `unix`"
        case .proxiesMissing:
            "PROXY protocol is required, but no trusted proxy could connect: it is believed from trusted proxies only"
        case .peersMissing: "no peer of the authorizer could connect: addresses do on a port, `unix` on a unix socket"
        case .pathLength(let path): "the path of a unix socket has 1 to 103 bytes, `\(path)` has \(path.utf8.count)"
        case .socketInUse(let path): "another process listens on \(path)"
        case .notASocket(let path): "\(path) is no socket, and is not replaced"
        case .groupUnknown(let group): "there is no group `\(group)`"
        case .folderLocked(let path): "another process has locked the folder of \(path)"
        case .failed(let call, let path, let number): "cannot make \(path): \(IOError(errnoCode: number, reason: call))"
        }
    }
}
