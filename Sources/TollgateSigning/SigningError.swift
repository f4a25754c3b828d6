/// The reason why a token could not be signed.
@nonexhaustive
package enum SigningError: Error, Hashable, Sendable {
    /// The claims are not a JSON object that libjwt can read.
    case claimsRefused
    /// The private key is not an RSA key in PEM.
    case keyRefused
    /// Memory is exhausted.
    case outOfMemory
}
