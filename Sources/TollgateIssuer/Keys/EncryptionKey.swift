internal import TollgateCrypto
internal import TollgateEncoding

/// The key for encryption that Keycloak publishes beside its signing keys, and that a verifier has to skip.
///
/// Nothing is ever encrypted to it, so one for the whole process is enough, and its private half is forgotten. Making
/// it takes as long as making a signing key: making an issuer waits for it, and no request for keys ever does.
enum EncryptionKey {
    static let published: PublishedKey? = {
        guard let pair = try? RSAKeyPair.generate() else { return nil }
        let modulus = Base64URL.encode(pair.modulus)
        let exponent = Base64URL.encode(pair.exponent)
        return PublishedKey(
            kid: SigningKey.thumbprint(modulus: modulus, exponent: exponent), alg: "RSA-OAEP", use: "enc",
            n: modulus, e: exponent)
    }()
}
