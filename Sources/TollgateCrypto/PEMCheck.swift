internal import CLibCrypto

/// Looks at PEM texts (RFC 7468) before connections are made with them.
///
/// So what is wrong with a file is told where it is named, and not by the first connection that fails.
package enum PEMCheck {
    /// The fault of a text.
    package enum Problem: Error, Hashable, Sendable {
        /// There is no certificate in it, or one that cannot be read.
        case noCertificate
        /// There is no private key in it, or one that cannot be read without a passphrase.
        case noPrivateKey
        /// The private key is not that of the certificate.
        case otherKey
    }

    /// Checks that a text holds certificates, and nothing broken among them.
    ///
    /// - Parameter pem: The text.
    /// - Throws: ``Problem/noCertificate``.
    package static func certificates(_ pem: [UInt8]) throws(Problem) {
        let isGood = unsafe withMemory(pem) { memory in
            var count = 0
            while let certificate = unsafe PEM_read_bio_X509(memory, nil, nil, nil) {
                unsafe X509_free(certificate)
                count += 1
            }
            // Reading ends with "no start line"; any other error is that of a broken certificate.
            return count > 0 && ERR_peek_last_error() & UInt(ERR_REASON_MASK) == UInt(PEM_R_NO_START_LINE)
        }
        guard isGood == true else { throw .noCertificate }
    }

    /// Reads the certificates in a text, in their order.
    ///
    /// - Parameter pem: The text.
    /// - Returns: The certificates, one at least.
    /// - Throws: ``Problem/noCertificate``.
    package static func readCertificates(_ pem: [UInt8]) throws(Problem) -> [Certificate] {
        try certificates(pem)
        let encoded = unsafe withMemory(pem) { memory -> [[UInt8]] in
            var encoded: [[UInt8]] = []
            while let certificate = unsafe PEM_read_bio_X509(memory, nil, nil, nil) {
                defer { unsafe X509_free(certificate) }
                var bytes = [UInt8](repeating: 0, count: max(0, Int(unsafe i2d_X509(certificate, nil))))
                _ = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
                    var place = buffer.baseAddress
                    return unsafe i2d_X509(certificate, &place)
                }
                encoded.append(bytes)
            }
            return encoded
        }
        var found: [Certificate] = []
        for bytes in encoded ?? [] { found.append(try Certificate(bytes)) }
        guard !found.isEmpty else { throw .noCertificate }
        return found
    }

    /// Checks that a text holds the private key of the first certificate in another one.
    ///
    /// - Parameters:
    ///   - pem: The text with the key.
    ///   - chain: The text with the certificate.
    /// - Throws: ``Problem``.
    package static func privateKey(_ pem: [UInt8], of chain: [UInt8]) throws(Problem) {
        let certificate = unsafe withMemory(chain) { unsafe PEM_read_bio_X509($0, nil, nil, nil) } ?? nil
        guard let certificate = unsafe certificate else { throw .noCertificate }
        defer { unsafe X509_free(certificate) }
        // Without the callback libcrypto would ask for a passphrase on the terminal.
        let key = unsafe withMemory(pem) { unsafe PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in -1 }, nil) } ?? nil
        guard let key = unsafe key else { throw .noPrivateKey }
        defer { unsafe EVP_PKEY_free(key) }
        let isItsKey = unsafe X509_check_private_key(certificate, key) == 1
        ERR_clear_error()
        guard isItsKey else { throw .otherKey }
    }

    /// Checks that a text holds the private key of a certificate.
    ///
    /// - Parameters:
    ///   - pem: The text with the key.
    ///   - certificate: The certificate.
    /// - Throws: ``Problem``.
    package static func privateKey(_ pem: [UInt8], of certificate: Certificate) throws(Problem) {
        try privateKey(pem, of: certificate.pem)
    }

    /// Lends the bytes as something that libcrypto reads from; its error queue is empty before and afterwards.
    ///
    /// - Returns: The result of `body`, or `nil` where there is no memory to read from.
    private static func withMemory<Result>(_ bytes: [UInt8], _ body: (OpaquePointer) -> Result) -> Result? {
        ERR_clear_error()
        defer { ERR_clear_error() }
        return unsafe bytes.withUnsafeBytes { bytes in
            guard let memory = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else {
                return nil
            }
            defer { unsafe BIO_free(memory) }
            return unsafe body(memory)
        }
    }
}
