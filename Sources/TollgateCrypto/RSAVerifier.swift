internal import CTollgateRSA
internal import Synchronization

/// The implementation that verifies RSA signatures in this process.
@nonexhaustive
package enum RSAVerifier: Hashable, Sendable {
    /// Tollgate's own code for processors that multiply vectors of 52-bit integers (AVX-512 IFMA), for keys of 2048,
    /// 3072 and 4096 bits whose exponent is 65537; libcrypto for all others.
    ///
    /// - Parameter lanes: The number of integers that a vector holds: 4 or 8.
    case kernel(lanes: Int)
    /// libcrypto.
    case libcrypto(Reason)

    /// A reason why libcrypto verifies.
    @nonexhaustive
    package enum Reason: String, Hashable, Sendable {
        /// The processor does not have what the kernel needs.
        case processor
        /// Tollgate was built without optimisation, which makes the kernel the slower one.
        case unoptimizedBuild = "unoptimized_build"
        /// The environment variable `TOLLGATE_RSA` is `openssl`.
        case environment
        /// The kernel gave a wrong value for one of its fixed vectors when the process began.
        case selfTest = "self_test"
        /// The kernel gave another value than libcrypto for one of the keys that were loaded. This is a fault of
        /// Tollgate's or of the machine's.
        case disagreement
    }

    /// The implementation that verifies at present.
    ///
    /// It is chosen once, when the first key is loaded, and changes only to `libcrypto(.disagreement)`.
    package static var current: RSAVerifier {
        if RSAKernel.isDistrusted.load(ordering: .relaxed) { return .libcrypto(.disagreement) }
        return chosen
    }

    private static let chosen: RSAVerifier = {
        let lanes = Int(tollgate_rsa_lanes())
        guard lanes > 0 else { return .libcrypto(.processor) }
        guard tollgate_rsa_is_optimized() else { return .libcrypto(.unoptimizedBuild) }
        guard !tollgate_rsa_is_switched_off() else { return .libcrypto(.environment) }
        return RSASelfTest.passes(lanes: lanes) ? .kernel(lanes: lanes) : .libcrypto(.selfTest)
    }()
}

extension RSAVerifier: CustomStringConvertible {
    /// For people: `kernel (8 lanes)`, `libcrypto (processor)`.
    package var description: String {
        switch self {
        case .kernel(let lanes): "kernel (\(lanes) lanes)"
        case .libcrypto(let reason): "libcrypto (\(reason.rawValue))"
        }
    }
}
