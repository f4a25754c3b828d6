internal import CLibCrypto

/// The owner of one `EVP_PKEY`, freed exactly once because a handle cannot be copied.
@safe
struct PKeyHandle: ~Copyable, @unchecked Sendable {
    // EVP_PKEY is reference counted and safe for concurrent reads once it is built; nothing here changes it.
    private let raw: OpaquePointer

    init(owning raw: OpaquePointer) {
        unsafe self.raw = raw
    }

    deinit { unsafe EVP_PKEY_free(raw) }

    /// Lends the pointer for the duration of `body`.
    borrowing func withRaw<Result: ~Copyable>(_ body: (OpaquePointer) -> Result) -> Result {
        unsafe body(raw)
    }

    /// An RSA public key from its modulus and exponent, or `nil` where libcrypto refuses it.
    ///
    /// The thread's error queue is empty afterwards, whatever happened.
    static func rsaPublicKey(modulus: Span<UInt8>, exponent: Span<UInt8>) -> PKeyHandle? {
        guard let n = BigNumber(bigEndian: modulus), let e = BigNumber(bigEndian: exponent) else {
            ERR_clear_error()
            return nil
        }
        // Both numbers outlive `to_param`, which is when the builder copies them.
        let raw: OpaquePointer? = unsafe n.withRaw { n in
            unsafe e.withRaw { e in unsafe build(n: n, e: e) }
        }
        guard let raw = unsafe raw else {
            ERR_clear_error()
            return nil
        }
        return unsafe PKeyHandle(owning: raw)
    }

    private static func build(n: OpaquePointer, e: OpaquePointer) -> OpaquePointer? {
        guard let builder = unsafe OSSL_PARAM_BLD_new() else { return nil }
        defer { unsafe OSSL_PARAM_BLD_free(builder) }
        guard unsafe OSSL_PARAM_BLD_push_BN(builder, tollgate_OSSL_PKEY_PARAM_RSA_N, n) == 1,
            unsafe OSSL_PARAM_BLD_push_BN(builder, tollgate_OSSL_PKEY_PARAM_RSA_E, e) == 1,
            let parameters = unsafe OSSL_PARAM_BLD_to_param(builder)
        else { return nil }
        defer { unsafe OSSL_PARAM_free(parameters) }
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_fromdata_init(context) == 1,
            unsafe EVP_PKEY_fromdata(context, &key, tollgate_EVP_PKEY_PUBLIC_KEY, parameters) == 1
        else { return nil }
        return unsafe key
    }
}
