import Tollgate
import TollgateCrypto
import TollgateEncoding

/// The forms in which a public key is handed out, and in which attackers take it for a secret.
struct PublicKeyText {
    /// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    let der: [UInt8]

    init(_ pair: RSAKeyPair) {
        let numbers = Self.value(0x02, [0] + pair.modulus) + Self.value(0x02, pair.exponent)
        let rsaEncryption: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
        ]
        der = Self.value(0x30, rsaEncryption + Self.value(0x03, [0] + Self.value(0x30, numbers)))
    }

    /// The same as PEM, with a line end after each line.
    var pem: String {
        var text = Base64URL.encode(der).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        while text.count % 4 != 0 { text.append("=") }
        var lines = ["-----BEGIN PUBLIC KEY-----"]
        for start in stride(from: 0, to: text.count, by: 64) {
            lines.append(String(text[start..<min(start + 64, text.count)]))
        }
        return (lines + ["-----END PUBLIC KEY-----", ""]).joined(separator: "\n")
    }

    private static func value(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let count = contents.count
        let length: [UInt8] =
            switch count {
            case ..<0x80: [UInt8(count)]
            case ..<0x100: [0x81, UInt8(count)]
            default: [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
            }
        return [tag] + length + contents
    }
}
