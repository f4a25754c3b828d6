internal import CLibCrypto

/// An RSA key pair made by libcrypto, for the embedded issuer, client assertions and tests.
package struct RSAKeyPair: Sendable {
    /// The private key as PKCS #8 PEM.
    ///
    /// Never log it.
    package let privateKeyPEM: String
    /// The modulus, big-endian, without leading zero bytes.
    package let modulus: [UInt8]
    /// The public exponent, big-endian, without leading zero bytes.
    package let exponent: [UInt8]

    private let key: PrivateKey

    /// Makes a new key pair.
    ///
    /// Takes between 50 ms and 1 s for 2048 bits.
    ///
    /// - Parameter bits: The size of the modulus. Default: 2048.
    /// - Returns: The key pair, with the exponent 65537.
    /// - Throws: ``CryptoFailure`` where libcrypto refuses the size.
    package static func generate(bits: Int = 2048) throws(CryptoFailure) -> RSAKeyPair {
        try RSAKeyPair(key: PrivateKey(bits: bits))
    }

    private init(key: PrivateKey) throws(CryptoFailure) {
        self.key = key
        privateKeyPEM = try key.pem()
        modulus = try unsafe key.number(tollgate_OSSL_PKEY_PARAM_RSA_N)
        exponent = try unsafe key.number(tollgate_OSSL_PKEY_PARAM_RSA_E)
    }

    /// The RS256 signature over `message`, for tokens that no well-behaved signer would make.
    ///
    /// Only tests and benchmarks need it: what Tollgate itself issues is signed by `TollgateSigning`.
    package func signature(over message: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        try key.signature(over: message)
    }
}

extension RSAKeyPair: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The size of the key, and nothing of its private half.
    package var description: String { "RSA key pair, \(modulus.count * 8) bits <redacted>" }
    /// The size of the key, and nothing of its private half.
    package var debugDescription: String { description }
    /// Nothing of the private half: `dump` and reflection see no child that holds it.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
