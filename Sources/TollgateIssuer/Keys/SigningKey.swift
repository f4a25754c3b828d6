internal import TollgateCrypto
internal import TollgateEncoding
internal import TollgateSigning

/// A key that signs access tokens.
struct SigningKey: Sendable {
    /// The `kid`: the key's SHA-256 thumbprint (RFC 7638), so that the same key always has the same one.
    let id: String
    let signer: TokenSigner
    let published: PublishedKey
    /// The public half, which checks the key's signatures; `nil` for a key of a size that is not to be trusted.
    let verifier: RS256Key?

    init(_ pair: RSAKeyPair) {
        let modulus = Base64URL.encode(pair.modulus)
        let exponent = Base64URL.encode(pair.exponent)
        id = Self.thumbprint(modulus: modulus, exponent: exponent)
        signer = TokenSigner(privateKeyPEM: pair.privateKeyPEM, keyID: id)
        published = PublishedKey(kid: id, alg: "RS256", use: "sig", n: modulus, e: exponent)
        verifier = try? RS256Key(modulus: pair.modulus.span, exponent: pair.exponent.span)
    }

    static func generate(bits: Int) throws(IssuerError) -> SigningKey {
        do {
            return SigningKey(try RSAKeyPair.generate(bits: bits))
        } catch {
            throw .keyGenerationFailed
        }
    }

    /// RFC 7638 §3: the required members in the order of their names, without white space.
    static func thumbprint(modulus: String, exponent: String) -> String {
        let canonical = Array(#"{"e":"\#(exponent)","kty":"RSA","n":"\#(modulus)"}"#.utf8)
        return Base64URL.encode(SHA256.digest(of: canonical.span))
    }
}
