/// HMAC with SHA-256 (RFC 2104, FIPS 198-1).
package enum HMACSHA256 {
    private static let blockBytes = 64

    /// The 32-byte authentication code of `message` under `key`.
    package static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > blockBytes ? SHA256.digest(of: key.span) : key
        block += [UInt8](repeating: 0, count: blockBytes - block.count)
        let inner = block.map { $0 ^ 0x36 } + message
        let outer = block.map { $0 ^ 0x5C } + SHA256.digest(of: inner.span)
        return SHA256.digest(of: outer.span)
    }
}
