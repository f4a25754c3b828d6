internal import Synchronization
internal import TollgateConcurrency

/// An RSA public key that can check RS256 signatures, and nothing else.
///
/// RS256 is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3). The algorithm is a property of the key, never of a
/// token. A key is immutable and may be shared by any number of threads.
package final class RS256Key: Sendable {
    /// The sizes of modulus that are accepted, in bits (RFC 7518 §3.3 sets the lower end).
    package static let acceptedModulusBits = 2048...4096

    /// The modulus, big-endian, without leading zero bytes.
    package let modulus: [UInt8]
    /// The public exponent.
    package let exponent: UInt64

    private let handle: PKeyHandle
    /// Verifies in libcrypto's place, where the processor and the key are made for it.
    private let kernel: RSAKernel?
    private let pool: Lock<[VerificationContext]>
    /// More contexts than threads that verify at once are of no use.
    private static let maximumPooledContexts = 64

    /// The key with this modulus and exponent, as a JWK's decoded `n` and `e` have them (RFC 7518 §6.3.1).
    ///
    /// - Parameters:
    ///   - modulus: Big-endian bytes; leading zero bytes are ignored.
    ///   - exponent: Big-endian bytes; leading zero bytes are ignored.
    /// - Throws: ``KeyError``, whose cases are the rules.
    package init(modulus: Span<UInt8>, exponent: Span<UInt8>) throws(KeyError) {
        let n = Self.trimmed(modulus)
        let bits = n.isEmpty ? 0 : n.count * 8 - n[0].leadingZeroBitCount
        guard Self.acceptedModulusBits.contains(bits) else { throw .modulusSize(bits: bits) }
        guard n[n.count - 1] & 1 == 1 else { throw .modulusEven }
        let e = Self.trimmed(exponent)
        guard e.count <= 5 else { throw .exponent }
        let value = e.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value & 1 == 1, value >= 65_537, value < 1 << 33 else { throw .exponent }
        guard !ROCAFingerprint.isFound(in: n.span) else { throw .roca }
        guard let handle = PKeyHandle.rsaPublicKey(modulus: n.span, exponent: e.span),
            let context = VerificationContext(key: handle)
        else { throw .refused }
        self.modulus = n
        self.exponent = value
        self.handle = handle
        kernel = RSAKernel(modulus: n, exponent: value)
        pool = Lock([context])
    }

    /// The size of the modulus in bits.
    package var modulusBits: Int { modulus.count * 8 - modulus[0].leadingZeroBitCount }

    /// Says whether `signature` is this key's RS256 signature over `message`.
    ///
    /// The thread's libcrypto error queue is empty afterwards, whatever the outcome.
    ///
    /// - Parameters:
    ///   - signature: The decoded third part of the token; as long as the modulus.
    ///   - message: The ASCII bytes `header.payload` (RFC 7515 §5.2 step 8).
    /// - Returns: `false` for every signature that does not verify, whatever the reason.
    package func isValidSignature(_ signature: Span<UInt8>, over message: Span<UInt8>) -> Bool {
        // RFC 8017 §8.2.2 step 1. Checked here too, so that no other length ever reaches libcrypto.
        guard signature.count == modulus.count else { return false }
        guard let context = takeContext() else { return false }
        defer { giveBack(context) }
        guard let hash = context.hash(of: message) else { return false }
        if let kernel, !RSAKernel.isDistrusted.load(ordering: .relaxed) {
            return kernel.isValid(signature: signature, hash: hash)
        }
        return context.isValid(signature: signature, hash: hash)
    }

    private func takeContext() -> VerificationContext? {
        if let pooled = pool.withLock({ $0.popLast() }) { return pooled }
        return VerificationContext(key: handle)
    }

    private func giveBack(_ context: VerificationContext) {
        pool.withLock { contexts in
            if contexts.count < Self.maximumPooledContexts { contexts.append(context) }
        }
    }

    private static func trimmed(_ bytes: Span<UInt8>) -> [UInt8] {
        var start = 0
        while start < bytes.count, bytes[start] == 0 { start += 1 }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count - start)
        for index in start..<bytes.count { result.append(bytes[index]) }
        return result
    }
}

extension RS256Key: Equatable {
    /// Two keys are equal when their modulus and exponent are.
    package static func == (lhs: RS256Key, rhs: RS256Key) -> Bool {
        lhs === rhs || (lhs.exponent == rhs.exponent && lhs.modulus == rhs.modulus)
    }
}
