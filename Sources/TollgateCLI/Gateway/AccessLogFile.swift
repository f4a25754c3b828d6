import Foundation
import TollgateConcurrency

/// The file that lines are added to, or standard output.
///
/// Only one thread writes.
final class AccessLogFile: Sendable {
    /// A failure to write some lines.
    struct Failure: Error {
        /// The lines that are not in the file, or not whole.
        let lines: Int
        let reason: String
    }

    private struct State {
        /// -1 where nothing is open.
        var descriptor: CInt = -1
        /// Whether the last line was not written to its end.
        var isTorn = false
    }

    /// The path; `nil` for standard output.
    let path: String?
    private let state = Lock(State())

    /// A file that is not open yet.
    init(path: String?) {
        self.path = path
    }

    deinit { close() }

    /// Opens the file, where it is not open.
    ///
    /// - Throws: `POSIXError`.
    func open() throws {
        guard state.withLock({ $0.descriptor < 0 }) else { return }
        let descriptor: CInt
        if let path {
            descriptor = unsafe Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        } else {
            descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        }
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        state.withLock { $0.descriptor = descriptor }
    }

    /// Closes the file; it is opened again for the next lines.
    func close() {
        let descriptor = state.withLock { state in
            defer { state.descriptor = -1 }
            return state.descriptor
        }
        if descriptor >= 0 { _ = Foundation.close(descriptor) }
    }

    /// Writes lines.
    ///
    /// - Parameter bytes: Whole lines.
    /// - Throws: ``Failure``.
    func write(_ bytes: [UInt8]) throws(Failure) {
        guard !bytes.isEmpty else { return }
        do {
            if hasMoved { close() }
            try open()
        } catch {
            throw Failure(lines: Self.lines(in: bytes[...]), reason: error.localizedDescription)
        }
        var (descriptor, isTorn) = state.withLock { ($0.descriptor, $0.isTorn) }
        defer { state.withLock { [isTorn] in $0.isTorn = isTorn } }
        // What follows half a line would be lost with it.
        var rest = isTorn ? [0x0A] + bytes[...] : bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                isTorn = rest[rest.startIndex + count - 1] != 0x0A
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                let reason = String(unsafe String(cString: strerror(errno)))
                throw Failure(lines: Self.lines(in: rest), reason: reason)
            }
        }
    }

    /// Whether another file is at the path, or none.
    private var hasMoved: Bool {
        let descriptor = state.withLock { $0.descriptor }
        guard let path, descriptor >= 0 else { return false }
        var (own, there) = (stat(), stat())
        guard unsafe fstat(descriptor, &own) == 0, unsafe stat(path, &there) == 0 else { return true }
        return own.st_ino != there.st_ino || own.st_dev != there.st_dev
    }

    private static func lines(in bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 == 0x0A } }
}
