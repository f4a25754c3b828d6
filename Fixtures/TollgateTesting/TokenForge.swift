internal import Tollgate
package import TollgateCrypto
internal import TollgateEncoding

/// Makes tokens of every kind, good and bad, each with a valid signature unless it is asked for a broken one.
///
/// Headers and payloads are texts, so that a test can write what no serializer would.
public struct TokenForge: Sendable {
    /// The key that signs.
    package let keyPair: RSAKeyPair
    /// The modulus of that key, big-endian.
    public var modulus: [UInt8] { keyPair.modulus }
    /// The public exponent of that key, big-endian.
    public var exponent: [UInt8] { keyPair.exponent }
    /// The `kid` of that key.
    public let keyID: String

    /// A forge with a new key of 2048 bits.
    ///
    /// - Parameter keyID: Its `kid`.
    /// - Throws: Why libcrypto makes no keys.
    public init(keyID: String = "key-1") throws {
        keyPair = try RSAKeyPair.generate()
        self.keyID = keyID
    }

    /// The header that Keycloak writes.
    public var header: String { "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"\(keyID)\"}" }

    /// The forge's public key as a JWK.
    public var webKey: String {
        let n = Base64URL.encode(keyPair.modulus)
        let e = Base64URL.encode(keyPair.exponent)
        return "{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"\(keyID)\",\"n\":\"\(n)\",\"e\":\"\(e)\"}"
    }

    /// A JWKS document with the keys of these forges.
    public static func keySet(_ forges: TokenForge...) -> String {
        "{\"keys\":[\(forges.map(\.webKey).joined(separator: ","))]}"
    }

    /// A token with this payload, and with this header instead of the usual one if it is given.
    public func token(payload: String, header: String? = nil) -> String {
        token(payload: Array(payload.utf8), header: Array((header ?? self.header).utf8))
    }

    /// A token with these bytes as payload and header.
    public func token(payload: [UInt8], header: [UInt8]) -> String {
        let input = Base64URL.encode(header) + "." + Base64URL.encode(payload)
        return sign(input)
    }

    /// Bytes as canonical base64url, as a JWK writes its numbers.
    public static func base64URL(_ bytes: [UInt8]) -> String { Base64URL.encode(bytes) }

    /// The signature over a text, as bytes.
    ///
    /// - Parameter input: What is signed.
    /// - Returns: As many bytes as the modulus has.
    /// - Throws: `CryptoFailure` where libcrypto signs nothing.
    public func signature(over input: [UInt8]) throws -> [UInt8] {
        try keyPair.signature(over: input)
    }

    /// A text with a dot and the signature over it appended, whatever the text is.
    public func sign(_ input: String) -> String {
        let signature = (try? keyPair.signature(over: Array(input.utf8))) ?? []
        return input + "." + Base64URL.encode(signature)
    }
}
