internal import CTollgateRSA
internal import Synchronization

/// One RSA public key, prepared for the processor's own multiplication of vectors; nothing of it is secret.
///
/// It takes a third of libcrypto's time. A key is used only after it has given the same values as libcrypto; where one
/// ever does not, no kernel is used from then on: see ``RSAVerifier``.
@safe
final class RSAKernel: @unchecked Sendable {
    // Never changes once it is made, and is freed once.
    private let raw: OpaquePointer
    private let byteCount: Int

    /// Set when a key has given another value than libcrypto.
    static let isDistrusted = Atomic(false)

    /// The kernel for a key; `nil` where libcrypto has to verify with it.
    ///
    /// - Parameters:
    ///   - modulus: Big-endian, without leading zero bytes.
    ///   - exponent: The public exponent.
    convenience init?(modulus: [UInt8], exponent: UInt64) {
        guard exponent == 65_537, case .kernel(let lanes) = RSAVerifier.current else { return nil }
        self.init(modulus: modulus, lanes: lanes)
        guard agreesWithLibcrypto(modulus) else {
            Self.isDistrusted.store(true, ordering: .relaxed)
            return nil
        }
    }

    /// The kernel for a modulus of 2048, 3072 or 4096 bits, unchecked.
    ///
    /// - Parameters:
    ///   - modulus: Big-endian, without leading zero bytes.
    ///   - lanes: The number of limbs that a vector has: 4 or 8.
    init?(modulus: [UInt8], lanes: Int) {
        let made = unsafe modulus.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            guard let start = bytes.baseAddress else { return nil }
            return unsafe tollgate_rsa_key_create(start, bytes.count, CInt(clamping: lanes))
        }
        guard let made = unsafe made else { return nil }
        unsafe raw = made
        byteCount = modulus.count
    }

    deinit { unsafe tollgate_rsa_key_free(raw) }

    /// s^65537 mod n (RFC 8017 §5.2.2); `nil` unless `s` is below n and has as many bytes.
    func power(_ s: [UInt8]) -> [UInt8]? {
        guard s.count == byteCount else { return nil }
        var value = [UInt8](repeating: 0, count: byteCount)
        let isBelow = unsafe value.withUnsafeMutableBufferPointer { value in
            unsafe s.withUnsafeBufferPointer { s in
                guard let from = s.baseAddress, let to = value.baseAddress else { return false }
                return unsafe tollgate_rsa_power(raw, from, to)
            }
        }
        return isBelow ? value : nil
    }

    /// Whether `signature` is the key's signature over a message with this hash; it has as many bytes as the modulus.
    func isValid(signature: Span<UInt8>, hash: InlineArray<32, UInt8>) -> Bool {
        guard signature.count == byteCount else { return false }
        let hash = hash.span
        return unsafe signature.withUnsafeBufferPointer { signature in
            unsafe hash.withUnsafeBufferPointer { hash in
                guard let signature = signature.baseAddress, let hash = hash.baseAddress else { return false }
                return unsafe tollgate_rsa_verify(raw, signature, hash)
            }
        }
    }

    /// Compares values with libcrypto's: of all ones, of the largest number there is, and of three that are drawn.
    private func agreesWithLibcrypto(_ modulus: [UInt8]) -> Bool {
        var largest = modulus
        largest[byteCount - 1] -= 1
        let values =
            [[0x7F] + [UInt8](repeating: 0xFF, count: byteCount - 1), largest]
            + (0..<3).map { _ in [0] + RandomBytes.generate(count: byteCount - 1) }
        return values.allSatisfy { value in
            power(value) == BigNumber.power(value.span, 65_537, modulo: modulus.span)
        }
    }
}
