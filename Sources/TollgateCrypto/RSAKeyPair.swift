internal import CLibCrypto

/// An RSA key pair made by libcrypto, for the embedded issuer, client assertions and tests.
public struct RSAKeyPair: Sendable {
    /// Why a key pair could not be made or read.
    public struct Failure: Error, Hashable, Sendable {}

    /// The private key as PKCS #8 PEM.
    ///
    /// Never log it.
    public let privateKeyPEM: String
    /// The modulus, big-endian, without leading zero bytes.
    public let modulus: [UInt8]
    /// The public exponent, big-endian, without leading zero bytes.
    public let exponent: [UInt8]

    private let key: PrivateKey

    /// Makes a new key pair.
    ///
    /// Takes between 50 ms and 1 s for 2048 bits.
    ///
    /// - Parameter bits: The size of the modulus. Default: 2048.
    /// - Returns: The key pair, with the exponent 65537.
    /// - Throws: `Failure` where libcrypto refuses the size.
    public static func generate(bits: Int = 2048) throws(Failure) -> RSAKeyPair {
        try RSAKeyPair(key: PrivateKey(bits: bits))
    }

    private init(key: PrivateKey) throws(Failure) {
        self.key = key
        privateKeyPEM = try key.pem()
        modulus = try unsafe key.number(tollgate_OSSL_PKEY_PARAM_RSA_N)
        exponent = try unsafe key.number(tollgate_OSSL_PKEY_PARAM_RSA_E)
    }

    /// The RS256 signature over `message`, for tokens that no well-behaved signer would make.
    ///
    /// Only tests and benchmarks need it: what Tollgate itself issues is signed by `TollgateSigning`.
    package func signature(over message: [UInt8]) throws(Failure) -> [UInt8] {
        try key.signature(over: message)
    }
}

extension RSAKeyPair: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The size of the key, and nothing of its private half.
    public var description: String { "RSA key pair, \(modulus.count * 8) bits <redacted>" }
    /// The size of the key, and nothing of its private half.
    public var debugDescription: String { description }
    /// Nothing of the private half: `dump` and reflection see no child that holds it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
