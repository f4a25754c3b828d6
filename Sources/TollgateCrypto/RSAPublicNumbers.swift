internal import CLibCrypto

/// Modulus and exponent of an RSA public key, as a JWK writes them (RFC 7518 §6.3.1).
package struct RSAPublicNumbers: Hashable, Sendable {
    /// The modulus, big-endian, without leading zero bytes.
    package let modulus: [UInt8]
    /// The public exponent, big-endian, without leading zero bytes.
    package let exponent: [UInt8]

    /// Reads a public key, or the public key of a certificate.
    ///
    /// `nil` where the bytes are neither, or the key is not an RSA key. Nothing else is checked; `RS256Key` says
    /// whether the numbers are a key to verify with.
    ///
    /// - Parameter der: A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), an RSAPublicKey (RFC 8017 §A.1.1) or an X.509
    ///   certificate, in DER.
    package init?(der: [UInt8]) {
        defer { ERR_clear_error() }
        guard let key = Self.key(der) else { return nil }
        let modulus: [UInt8]? = unsafe key.withRaw { unsafe Self.number(tollgate_OSSL_PKEY_PARAM_RSA_N, of: $0) }
        let exponent: [UInt8]? = unsafe key.withRaw { unsafe Self.number(tollgate_OSSL_PKEY_PARAM_RSA_E, of: $0) }
        guard let modulus, let exponent else { return nil }
        self.modulus = modulus
        self.exponent = exponent
    }

    private static func key(_ der: [UInt8]) -> PKeyHandle? {
        let raw: OpaquePointer? = unsafe der.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            if let key = unsafe d2i_PUBKEY(nil, &start, bytes.count) { return unsafe key }
            unsafe start = bytes.baseAddress
            if let key = unsafe d2i_PublicKey(EVP_PKEY_RSA, nil, &start, bytes.count) { return unsafe key }
            unsafe start = bytes.baseAddress
            guard let certificate = unsafe d2i_X509(nil, &start, bytes.count) else { return nil }
            defer { unsafe X509_free(certificate) }
            return unsafe X509_get_pubkey(certificate)
        }
        guard let raw = unsafe raw else { return nil }
        return unsafe PKeyHandle(owning: raw)
    }

    private static func number(_ name: UnsafePointer<CChar>, of key: OpaquePointer) -> [UInt8]? {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(key, name, &number) == 1, let number = unsafe number else { return nil }
        defer { unsafe BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(unsafe (BN_num_bits(number) + 7) / 8))
        let written = unsafe BN_bn2bin(number, &bytes)
        return Int(written) == bytes.count ? bytes : nil
    }
}
