import TollgateCrypto

/// The blocks that RSA signatures are made of (RFC 8017 §9), and those that attackers make instead.
enum EncodedMessage {
    /// What stands before a digest in PKCS #1 v1.5 (RFC 8017 §9.2, note 1).
    static let sha256Prefix: [UInt8] = [
        0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
        0x20,
    ]
    static let sha384Prefix: [UInt8] = [
        0x30, 0x41, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04,
        0x30,
    ]
    static let sha512Prefix: [UInt8] = [
        0x30, 0x51, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04,
        0x40,
    ]

    static func sha256(_ message: [UInt8]) -> [UInt8] { SHA256.digest(of: message.span) }

    /// `00 01 FF … FF 00` and the rest, as long as the modulus.
    static func padded(_ rest: [UInt8], to count: Int) -> [UInt8] {
        [0x00, 0x01] + [UInt8](repeating: 0xFF, count: count - rest.count - 3) + [0x00] + rest
    }

    /// The block of RS256.
    static func rs256(_ message: [UInt8], count: Int) -> [UInt8] {
        padded(sha256Prefix + sha256(message), to: count)
    }

    /// The block of RS384.
    static func rs384(_ message: [UInt8], count: Int) -> [UInt8] {
        padded(sha384Prefix + SHA2.sha384(message), to: count)
    }

    /// The block of RS512.
    static func rs512(_ message: [UInt8], count: Int) -> [UInt8] {
        padded(sha512Prefix + SHA2.sha512(message), to: count)
    }

    /// The block of PS256: EMSA-PSS with SHA-256, MGF1 with SHA-256 and so many bytes of salt (RFC 8017 §9.1.1).
    static func ps256(_ message: [UInt8], count: Int, saltCount: Int = 32) -> [UInt8] {
        let salt = (0..<saltCount).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
        let hash = sha256([UInt8](repeating: 0, count: 8) + sha256(message) + salt)
        let block = [UInt8](repeating: 0, count: count - saltCount - 34) + [0x01] + salt
        var mask: [UInt8] = []
        var counter: UInt8 = 0
        while mask.count < block.count {
            mask += sha256(hash + [0, 0, 0, counter])
            counter += 1
        }
        var masked = zip(block, mask).map { $0 ^ $1 }
        // The modulus has 8 · count bits, of which the block may use all but one.
        masked[0] &= 0x7F
        return masked + hash + [0xBC]
    }
}
