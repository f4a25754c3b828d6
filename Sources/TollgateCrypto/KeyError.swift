/// A reason why an RSA public key cannot be used for RS256.
///
/// Cases are in the order of the checks.
@nonexhaustive
package enum KeyError: Error, Hashable, Sendable {
    /// The modulus has fewer than 2048 bits (RFC 7518 §3.3) or more than 4096.
    case modulusSize(bits: Int)
    /// The modulus is even: it cannot be the product of two large primes.
    case modulusEven
    /// The public exponent is even, smaller than 65537 or not smaller than 2³³.
    case exponent
    /// The modulus has the fingerprint of the ROCA library: it can be factored (CVE-2017-15361).
    case roca
    /// libcrypto refused to build the key.
    case refused

    /// A stable name in snake_case, for logs, metrics and the command line.
    package var code: String {
        switch self {
        case .modulusSize: "modulus_size"
        case .modulusEven: "modulus_even"
        case .exponent: "exponent"
        case .roca: "roca"
        case .refused: "refused"
        }
    }
}
