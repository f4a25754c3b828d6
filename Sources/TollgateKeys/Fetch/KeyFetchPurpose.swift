/// The reason why an issuer's keys are fetched.
package enum KeyFetchPurpose: Hashable, Sendable {
    /// There are none to use, so an attempt that hangs is not waited for: another one begins each second.
    case first
    /// It is time.
    case scheduled
    /// A token has a key that is not among them.
    case unknownKey
}
