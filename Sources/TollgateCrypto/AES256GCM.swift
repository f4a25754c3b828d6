internal import CLibCrypto

/// Authenticated encryption of small values with AES-256-GCM (NIST SP 800-38D) by libcrypto.
@safe
package struct AES256GCM: Sendable {
    /// The length of a key: 32 bytes.
    package static let keyByteCount = 32
    private static let nonceByteCount = 12
    private static let tagByteCount = 16

    private let key: [UInt8]

    /// A cipher with this key.
    ///
    /// - Throws: ``CryptoFailure`` unless `key` is 32 bytes long.
    package init(key: [UInt8]) throws(CryptoFailure) {
        guard key.count == Self.keyByteCount else { throw CryptoFailure() }
        self.key = key
    }

    /// Encrypts `plaintext` under a fresh random nonce.
    ///
    /// - Parameters:
    ///   - plaintext: The bytes to hide.
    ///   - additionalData: Bytes that are not hidden but must be the same when the value is opened.
    /// - Returns: Nonce (12 bytes), ciphertext, tag (16 bytes).
    /// - Throws: ``CryptoFailure`` where libcrypto fails.
    package func seal(_ plaintext: [UInt8], additionalData: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        let nonce = RandomBytes.generate(count: Self.nonceByteCount)
        var tag = [UInt8](repeating: 0, count: Self.tagByteCount)
        let ciphertext = try run(encrypt: true, plaintext, nonce: nonce, additionalData: additionalData, tag: &tag)
        return nonce + ciphertext + tag
    }

    /// Decrypts what `seal` returned.
    ///
    /// - Throws: ``CryptoFailure`` if a bit of the box, the key or the additional data differs.
    package func open(_ box: [UInt8], additionalData: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        guard box.count >= Self.nonceByteCount + Self.tagByteCount else { throw CryptoFailure() }
        let nonce = Array(box.prefix(Self.nonceByteCount))
        var tag = Array(box.suffix(Self.tagByteCount))
        let ciphertext = Array(box.dropFirst(Self.nonceByteCount).dropLast(Self.tagByteCount))
        return try run(encrypt: false, ciphertext, nonce: nonce, additionalData: additionalData, tag: &tag)
    }

    private func run(
        encrypt: Bool, _ input: [UInt8], nonce: [UInt8], additionalData: [UInt8], tag: inout [UInt8]
    ) throws(CryptoFailure) -> [UInt8] {
        guard input.count <= Int(Int32.max), additionalData.count <= Int(Int32.max) else { throw CryptoFailure() }
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw CryptoFailure() }
        defer {
            unsafe EVP_CIPHER_CTX_free(context)
            ERR_clear_error()
        }
        var output = [UInt8](repeating: 0, count: input.count)
        var written: Int32 = 0
        let tagLength = Int32(Self.tagByteCount)
        guard unsafe EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, encrypt ? 1 : 0) == 1,
            unsafe additionalData.isEmpty
                || EVP_CipherUpdate(context, nil, &written, additionalData, Int32(additionalData.count)) == 1,
            unsafe input.isEmpty || EVP_CipherUpdate(context, &output, &written, input, Int32(input.count)) == 1
        else { throw CryptoFailure() }
        if !encrypt {
            guard unsafe EVP_CIPHER_CTX_ctrl(context, tollgate_EVP_CTRL_AEAD_SET_TAG, tagLength, &tag) == 1 else {
                throw CryptoFailure()
            }
        }
        var rest = [UInt8](repeating: 0, count: Self.tagByteCount)
        guard unsafe EVP_CipherFinal_ex(context, &rest, &written) == 1 else { throw CryptoFailure() }
        if encrypt {
            guard unsafe EVP_CIPHER_CTX_ctrl(context, tollgate_EVP_CTRL_AEAD_GET_TAG, tagLength, &tag) == 1 else {
                throw CryptoFailure()
            }
        }
        return output
    }
}

extension AES256GCM: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The algorithm, without the key.
    package var description: String { "AES-256-GCM <redacted>" }
    /// The algorithm, without the key.
    package var debugDescription: String { description }
    /// Nothing of the key: `dump` and reflection see no child that holds it.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
