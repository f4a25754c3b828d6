internal import Foundation

/// Reads files that a configuration names: keys and certificates.
package enum SmallFile {
    /// As much as is read of a key set that is fetched.
    private static let maximumBytes = 256 * 1024

    /// The bytes of a file; `nil` where it cannot be read, is no ordinary file, or is longer than 256 KiB.
    package static func bytes(at path: String) -> [UInt8]? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: Self.target(of: path))
        guard attributes?[.type] as? FileAttributeType == .typeRegular,
            let file = FileHandle(forReadingAtPath: path)
        else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: maximumBytes + 1) ?? Data(), data.count <= maximumBytes else {
            return nil
        }
        return [UInt8](data)
    }

    private static func target(of path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}
