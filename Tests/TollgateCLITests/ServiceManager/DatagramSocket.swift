import Foundation

@testable import TollgateCLI

/// A Unix socket in a folder of its own that takes datagrams, as a service manager has one.
final class DatagramSocket: Sendable {
    private static let longestMessage = 4_096

    private let folder: TemporaryFolder
    private let descriptor: Int32
    /// Its path, or its name behind `@`.
    let address: String

    /// A socket that listens; `isAbstract` says whether it has a name in the place of a file.
    init(isAbstract: Bool = false) throws {
        folder = try TemporaryFolder()
        address = (isAbstract ? "@" : "") + folder.path + "/notify"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var socketAddress = sockaddr_un()
        socketAddress.sun_family = sa_family_t(AF_UNIX)
        let name = isAbstract ? [0] + Array(address.utf8.dropFirst()) : Array(address.utf8)
        unsafe withUnsafeMutableBytes(of: &socketAddress.sun_path) { unsafe $0.copyBytes(from: name) }
        let length = isAbstract ? 2 + name.count : MemoryLayout<sockaddr_un>.size
        let result = unsafe withUnsafePointer(to: socketAddress) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(length))
            }
        }
        guard result == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    deinit {
        close(descriptor)
    }

    /// The environment of a process that is to report here.
    var environment: [String: String] { ["NOTIFY_SOCKET": address] }

    /// Every message that has come since the last time.
    func messages() -> [String] {
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: Self.longestMessage)
        while true {
            let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { return messages }
            messages.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
    }
}
