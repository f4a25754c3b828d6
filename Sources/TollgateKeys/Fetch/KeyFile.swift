internal import Foundation
internal import Tollgate

/// A JWKS document in a file.
enum KeyFile {
    /// The most that is read, as of an answer.
    private static let maximumBytes = 256 * 1024

    /// Reads the key set in a file.
    ///
    /// - Parameter path: The file's path; it may lead over symbolic links.
    /// - Returns: A set with at least one usable key.
    /// - Throws: ``KeyFetchError/unreadable(path:)`` where it is no ordinary file of at most 256 KiB that can be read,
    ///   ``KeyFetchError/unusable(place:_:)`` where it holds no usable set.
    static func keySet(at path: String) throws(KeyFetchError) -> KeySet {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        // Opening a pipe would wait for somebody to write to it.
        let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
        guard type == .typeRegular, let file = FileHandle(forReadingAtPath: target) else {
            throw .unreadable(path: path)
        }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: maximumBytes + 1) ?? Data(), data.count <= maximumBytes else {
            throw .unreadable(path: path)
        }
        do {
            return try KeySet(json: [UInt8](data))
        } catch {
            throw .unusable(place: path, error)
        }
    }
}
