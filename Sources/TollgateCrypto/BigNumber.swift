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
}
