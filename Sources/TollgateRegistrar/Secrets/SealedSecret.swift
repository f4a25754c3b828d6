/// A secret that only the holder of the sealing key can read: what a store keeps.
public struct SealedSecret: Hashable, Sendable {
    /// The whole box: format, key id, nonce, ciphertext, tag.
    public var bytes: [UInt8]

    /// A sealed secret with these bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension SealedSecret: CustomStringConvertible {
    /// Its length, and nothing else.
    public var description: String { "<sealed, \(bytes.count) bytes>" }
}
