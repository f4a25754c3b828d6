import TollgateCrypto

/// HMAC with SHA-256 (RFC 2104), which attackers sign with and the product has not for tokens.
enum HMACSHA256 {
    static func code(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? SHA256.digest(of: key.span) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        let inner = SHA256.digest(of: (block.map { $0 ^ 0x36 } + message).span)
        return SHA256.digest(of: (block.map { $0 ^ 0x5C } + inner).span)
    }
}
