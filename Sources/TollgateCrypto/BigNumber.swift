internal import CLibCrypto

/// The owner of one `BIGNUM`, freed exactly once because it cannot be copied.
@safe
struct BigNumber: ~Copyable {
    private let raw: OpaquePointer

    /// The non-negative number whose big-endian bytes are `bytes`; `nil` only when memory is exhausted.
    init?(bigEndian bytes: Span<UInt8>) {
        let made = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe BN_bin2bn(buffer.baseAddress, Int32(clamping: buffer.count), nil)
        }
        guard let made = unsafe made else { return nil }
        unsafe raw = made
    }

    deinit { unsafe BN_free(raw) }

    /// Lends the pointer for the duration of `body`.
    borrowing func withRaw<Result: ~Copyable>(_ body: (OpaquePointer) -> Result) -> Result {
        unsafe body(raw)
    }

    /// base^exponent mod modulus in as many bytes as the modulus has; `nil` unless base < modulus, or without memory.
    ///
    /// The thread's error queue is empty afterwards.
    static func power(_ base: Span<UInt8>, _ exponent: UInt64, modulo modulus: Span<UInt8>) -> [UInt8]? {
        defer { ERR_clear_error() }
        let count = modulus.count
        let nothing: [UInt8] = []
        guard let result = BigNumber(bigEndian: nothing.span), let base = BigNumber(bigEndian: base),
            let modulus = BigNumber(bigEndian: modulus), let power = BigNumber(bigEndian: nothing.span),
            let context = unsafe BN_CTX_new()
        else { return nil }
        defer { unsafe BN_CTX_free(context) }
        guard unsafe BN_cmp(base.raw, modulus.raw) < 0, unsafe BN_set_word(power.raw, UInt(exponent)) == 1,
            unsafe BN_mod_exp(result.raw, base.raw, power.raw, modulus.raw, context) == 1
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        let written = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            unsafe BN_bn2binpad(result.raw, bytes.baseAddress, CInt(clamping: bytes.count))
        }
        return Int(written) == count ? bytes : nil
    }
}
