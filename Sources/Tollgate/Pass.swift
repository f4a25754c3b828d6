/// The right to let one request through.
public struct Pass: Sendable {
    /// Whose token it was.
    public var token: VerifiedToken { use }
    /// What the token's scopes amount to on this API.
    public var grant: Grant { use.grant.grant }
    /// What is left of the limits.
    public var limits: LimitReport { use.charges.report(state) }

    let use: TokenUse
    let state: LimitState
    let lease: ConcurrencyLease?

    /// Whether the request counts as in progress until `finish()`: only where concurrency is limited.
    public var isCountedWhileInProgress: Bool { lease != nil }

    /// Says that the response has ended, which lets the client's next request in where concurrency is limited.
    ///
    /// It may be called any number of times; letting go of every copy of the pass does the same.
    public func finish() {
        lease?.release()
    }
}
