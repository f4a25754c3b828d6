internal import TollgateCrypto

/// A key that secrets are sealed with, and the name under which the sealed secrets remember it.
public struct SealingKey: Sendable {
    /// The name of the key, 1 to 255 bytes of UTF-8; not secret.
    public let id: String

    let cipher: AES256GCM

    /// A key with these bytes.
    ///
    /// - Parameters:
    ///   - id: The name of the key, 1 to 255 bytes of UTF-8.
    ///   - bytes: 32 unpredictable bytes.
    /// - Throws: `SealingError.keyInvalid` if either has the wrong length.
    public init(id: String, bytes: [UInt8]) throws(SealingError) {
        guard (1...255).contains(id.utf8.count) else { throw .keyInvalid }
        do {
            cipher = try AES256GCM(key: bytes)
        } catch {
            throw .keyInvalid
        }
        self.id = id
    }
}

extension SealingKey: CustomStringConvertible, CustomReflectable {
    /// Its name, without the bytes.
    public var description: String { "sealing key \(id)" }
    /// A mirror with the name alone: `dump` and reflection see no child that holds the bytes.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
