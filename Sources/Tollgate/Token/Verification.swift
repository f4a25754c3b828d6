/// The outcome of verifying a token.
public enum Verification: Sendable {
    /// The signature verifies; the claims are not checked yet.
    case verified(VerifiedToken)
    /// It does not pass.
    case rejected(Rejection)
    /// Its key is not known yet, and a fetch is going on.
    case awaitingKeys(KeyWait)
}
