package import Tollgate

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The reason why a file of quotas in use cannot be read or written.
package struct LimitFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of defect.
    package enum Reason: Hashable, Sendable {
        /// A call of the system failed with this error number.
        case failed(call: String, errorNumber: Int32)
        /// There is something that is no regular file.
        case notAFile
        /// It is longer than 256 MiB.
        case tooLong
        /// It is not what was written.
        case content(LimitSnapshotError)

        /// The last call of the system failed.
        static func system(_ call: String) -> Reason { .failed(call: call, errorNumber: errno) }
    }

    /// The path of the file.
    package let path: String
    /// The defect.
    package let reason: Reason

    /// The path and the defect.
    package var description: String {
        switch reason {
        case .failed(let call, let number): "\(path): \(call): \(unsafe String(cString: strerror(number)))"
        case .notAFile: "\(path) is not a file"
        case .tooLong: "\(path) is longer than 256 MiB"
        case .content(let error): "\(path) cannot be used: \(error)"
        }
    }
}
