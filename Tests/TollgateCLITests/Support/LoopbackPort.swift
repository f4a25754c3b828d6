import Foundation
import ServerTesting

/// Ports of 127.0.0.1.
enum LoopbackPort {
    /// A port that nobody listened on a moment ago.
    static func free() throws -> Int {
        #if os(Linux)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw failure }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isBound else { throw failure }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Waits until somebody listens; 20 s at most.
    static func waitForListener(at port: Int) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while (try? await SocketClient.with(port: port) { _ in }) == nil {
            guard ContinuousClock.now < end else {
                throw ServerFailure(server: "127.0.0.1", step: "waiting for port \(port)", detail: "not within 20 s")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static var failure: ServerFailure {
        ServerFailure(server: "127.0.0.1", step: "finding a free port", detail: "errno \(errno)")
    }
}
