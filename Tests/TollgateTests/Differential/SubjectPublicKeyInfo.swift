import Foundation
import TollgateCrypto

/// An RSA public key as a PEM of its SubjectPublicKeyInfo (RFC 5280 §4.1, RFC 8017 §A.1), which is what libjwt reads.
enum SubjectPublicKeyInfo {
    /// The PEM of a key pair's public half.
    static func pem(_ key: RSAKeyPair) -> String {
        // AlgorithmIdentifier: rsaEncryption (1.2.840.113549.1.1.1) and NULL.
        let algorithm: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
        let numbers = element(0x30, element(0x02, [0] + key.modulus) + element(0x02, [0] + key.exponent))
        // The leading zero byte of the BIT STRING: no unused bits.
        let der = element(0x30, element(0x30, algorithm) + element(0x03, [0] + numbers))
        let text = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN PUBLIC KEY-----\n\(text)\n-----END PUBLIC KEY-----\n"
    }

    /// A DER element with a definite length below 65 536.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length: [UInt8] =
            switch content.count {
            case ..<0x80: [UInt8(content.count)]
            case ..<0x100: [0x81, UInt8(content.count)]
            default: [0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
            }
        return [tag] + length + content
    }
}
