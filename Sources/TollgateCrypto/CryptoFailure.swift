/// The error of an operation that libcrypto refuses.
///
/// There is only one: why a box does not open would tell an attacker something.
package struct CryptoFailure: Error, Hashable, Sendable {}
