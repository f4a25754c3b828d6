/// Bytes are not a snapshot that can be used.
public enum LimitSnapshotError: Error, Hashable, Sendable, CustomStringConvertible {
    /// They do not begin as a snapshot does.
    case notASnapshot
    /// They are a snapshot of a version that is not known here.
    case unknownVersion(UInt32)
    /// They were cut off or changed.
    case damaged

    /// The fault.
    public var description: String {
        switch self {
        case .notASnapshot: "it is not a file of quotas in use"
        case .unknownVersion(let version): "it has the version \(version), and only \(LimitSnapshot.version) is known"
        case .damaged: "it was cut off or changed: its checksum is not that of its content"
        }
    }
}
