internal import CLibCrypto

/// A digest context and a verification context, with which one thread checks one RS256 signature.
///
/// Setting the second one up costs 3 µs, copying one that is set up 0.13 µs: `RS256Key` keeps a pool of them.
/// A context belongs to one thread at a time.
@safe
final class VerificationContext: @unchecked Sendable {
    // Never used by two threads at once: the pool hands each context to one caller, who gives it back.
    private let digest: OpaquePointer
    private let verification: OpaquePointer

    private init(digest: OpaquePointer, verification: OpaquePointer) {
        unsafe self.digest = digest
        unsafe self.verification = verification
    }

    deinit {
        unsafe EVP_MD_CTX_free(digest)
        unsafe EVP_PKEY_CTX_free(verification)
    }

    /// A context for PKCS #1 v1.5 with SHA-256 (RFC 7518 §3.3) and nothing else.
    convenience init?(key: borrowing PKeyHandle) {
        let made: OpaquePointer? = unsafe key.withRaw { key in
            guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { return nil }
            guard unsafe EVP_PKEY_verify_init(context) == 1,
                unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1,
                unsafe EVP_PKEY_CTX_set_signature_md(context, SHA256.algorithm) == 1
            else {
                unsafe EVP_PKEY_CTX_free(context)
                return nil
            }
            return unsafe context
        }
        guard let made = unsafe made else { return nil }
        guard let digest = unsafe EVP_MD_CTX_new() else {
            unsafe EVP_PKEY_CTX_free(made)
            return nil
        }
        unsafe self.init(digest: digest, verification: made)
    }

    /// A second context for the same key.
    func duplicate() -> VerificationContext? {
        guard let copy = unsafe EVP_PKEY_CTX_dup(verification) else { return nil }
        guard let digest = unsafe EVP_MD_CTX_new() else {
            unsafe EVP_PKEY_CTX_free(copy)
            return nil
        }
        return unsafe VerificationContext(digest: digest, verification: copy)
    }

    /// The SHA-256 of a message; `nil` only where libcrypto is unusable.
    ///
    /// The error queue is empty afterwards.
    func hash(of message: Span<UInt8>) -> InlineArray<32, UInt8>? {
        var hash = InlineArray<32, UInt8>(repeating: 0)
        var span = hash.mutableSpan
        let hashed = unsafe span.withUnsafeMutableBufferPointer { out in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe EVP_DigestInit_ex2(digest, SHA256.algorithm, nil) == 1
                    && EVP_DigestUpdate(digest, message.baseAddress, message.count) == 1
                    && EVP_DigestFinal_ex(digest, out.baseAddress, nil) == 1
            }
        }
        guard hashed else {
            ERR_clear_error()
            return nil
        }
        return hash
    }

    /// Says whether `signature` is the key's signature over a message with this hash; the error queue is empty
    /// afterwards.
    func isValid(signature: Span<UInt8>, hash: InlineArray<32, UInt8>) -> Bool {
        let hash = hash.span
        let verified = unsafe hash.withUnsafeBufferPointer { hash in
            unsafe signature.withUnsafeBufferPointer { signature in
                unsafe EVP_PKEY_verify(
                    verification, signature.baseAddress, signature.count, hash.baseAddress, hash.count) == 1
            }
        }
        if !verified { ERR_clear_error() }
        return verified
    }
}
