internal import CLibCrypto

/// The owner of a private `EVP_PKEY`.
@safe
final class PrivateKey: Sendable {
    private let handle: PKeyHandle

    /// A new RSA key with a modulus of `bits` bits and the exponent 65537.
    init(bits: Int) throws(CryptoFailure) {
        guard let size = UInt32(exactly: bits), let raw = unsafe Self.generate(bits: size) else {
            ERR_clear_error()
            throw CryptoFailure()
        }
        handle = unsafe PKeyHandle(owning: raw)
    }

    private static func generate(bits: UInt32) -> OpaquePointer? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(clamping: bits)) == 1,
            unsafe EVP_PKEY_generate(context, &key) == 1
        else { return nil }
        return unsafe key
    }

    /// The private key as PKCS #8 PEM.
    func pem() throws(CryptoFailure) -> String {
        let text: String? = unsafe handle.withRaw { key in
            guard let memory = unsafe BIO_new(BIO_s_mem()) else { return nil }
            defer { unsafe BIO_free(memory) }
            guard unsafe PEM_write_bio_PrivateKey(memory, key, nil, nil, 0, nil, nil) == 1 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 16 * 1024)
            let count = unsafe BIO_read(memory, &bytes, Int32(bytes.count))
            guard count > 0 else { return nil }
            return String(decoding: bytes.prefix(Int(count)), as: UTF8.self)
        }
        guard let text else {
            ERR_clear_error()
            throw CryptoFailure()
        }
        return text
    }

    /// A number of the key, big-endian, without leading zero bytes.
    func number(_ name: UnsafePointer<CChar>) throws(CryptoFailure) -> [UInt8] {
        let bytes: [UInt8]? = unsafe handle.withRaw { key in
            var number: OpaquePointer?
            guard unsafe EVP_PKEY_get_bn_param(key, name, &number) == 1, let number = unsafe number else { return nil }
            defer { unsafe BN_free(number) }
            var bytes = [UInt8](repeating: 0, count: Int(unsafe (BN_num_bits(number) + 7) / 8))
            let written = unsafe BN_bn2bin(number, &bytes)
            return Int(written) == bytes.count ? bytes : nil
        }
        guard let bytes else {
            ERR_clear_error()
            throw CryptoFailure()
        }
        return bytes
    }

    /// The PKCS #1 v1.5 signature with SHA-256 over `message`.
    func signature(over message: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        let signature: [UInt8]? = unsafe handle.withRaw { key in
            guard let context = unsafe EVP_MD_CTX_new() else { return nil }
            defer { unsafe EVP_MD_CTX_free(context) }
            var count = 0
            guard unsafe EVP_DigestSignInit(context, nil, SHA256.algorithm, nil, key) == 1,
                unsafe EVP_DigestSign(context, nil, &count, message, message.count) == 1
            else { return nil }
            var bytes = [UInt8](repeating: 0, count: count)
            guard unsafe EVP_DigestSign(context, &bytes, &count, message, message.count) == 1 else { return nil }
            return Array(bytes.prefix(count))
        }
        guard let signature else {
            ERR_clear_error()
            throw CryptoFailure()
        }
        return signature
    }
}
