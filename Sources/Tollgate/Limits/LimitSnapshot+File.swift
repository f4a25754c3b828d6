internal import TollgateCrypto

/// A snapshot as the bytes of a file.
///
/// `TGLIMITS`, the version in four bytes, the number of uses in eight, the records, and the SHA-256 of all of that.
/// Numbers are little-endian. The checksum is against accidents: a writer of the file can also make a right one.
extension LimitSnapshot {
    /// The version that is written and read.
    static let version: UInt32 = 1
    private static let magic = Array("TGLIMITS".utf8)
    private static let headerBytes = 20

    /// The snapshot as it stands in a file.
    public var fileBytes: [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(Self.headerBytes + records.count + SHA256.byteCount)
        SnapshotRecord.append(Self.version, to: &bytes)
        SnapshotRecord.append(UInt64(count), to: &bytes)
        bytes += records
        return bytes + SHA256.digest(of: bytes.span)
    }

    /// Reads what stands in a file.
    ///
    /// - Parameter bytes: All bytes of the file.
    /// - Throws: ``LimitSnapshotError`` where they are anything else than ``fileBytes`` of a snapshot.
    public init(fileBytes bytes: [UInt8]) throws(LimitSnapshotError) {
        guard bytes.starts(with: Self.magic) else { throw .notASnapshot }
        var reader = SnapshotReader(bytes, from: Self.magic.count)
        guard let version = reader.number(UInt32.self) else { throw .damaged }
        guard version == Self.version else { throw .unknownVersion(version) }
        let end = bytes.count - SHA256.byteCount
        guard let count = reader.number(UInt64.self), end >= Self.headerBytes,
            SHA256.digest(of: bytes.span.extracting(0..<end)).elementsEqual(bytes[end...])
        else { throw .damaged }
        try self.init(records: Array(bytes[Self.headerBytes..<end]), count: count)
    }
}
