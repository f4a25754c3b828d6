/// The right to let one request through.
///
/// ```swift
/// case .admit(let pass):
///     defer { pass.finish() }                          // lets the client's next request in
///     print(pass.token.claims.clientID ?? "", pass.grant.policies, pass.limits.quota?.remaining ?? 0)
/// ```
public struct Pass: Sendable {
    /// The verified token of the request.
    public var token: VerifiedToken { authorized }
    /// The merged grant of the token's scopes on this API.
    public var grant: Grant { authorized.grant.grant }
    /// The limits that decided, and what is left of them.
    public var limits: LimitReport { authorized.charges.report(state) }

    let authorized: AuthorizedToken
    let state: LimitState
    let lease: ConcurrencyLease?

    /// Hands each field that tells the client how it stands to `body`, with its value.
    ///
    /// Names, values and their order are those of `LimitReport.headers(unixSeconds:)` at the moment of the decision, of
    /// which ``limits`` tells as well. What repeats from answer to answer was written once for all of them.
    package func forEachLimitField(_ body: (LimitField, String) -> Void) {
        guard let texts = authorized.grant.texts.limits else { return }
        let report = authorized.charges.report(state)
        guard let told = report.quota ?? report.rate else { return }
        body(.policy, texts.policy)
        body(.state, texts.state(of: report))
        body(.limit, texts.limit)
        body(.remaining, String(told.remaining))
        body(.reset, String(Month.clamped(state.instant.unixSeconds) + told.resetSeconds))
    }

    /// Appends the fields that tell the client how it stands, as lines of a header.
    ///
    /// They are those of ``forEachLimitField(_:)``, in the same order.
    ///
    /// - Parameter bytes: The bytes that they are appended to.
    /// - Returns: The place behind each line; `nil` where nothing is limited.
    package func appendLimitFields(to bytes: inout [UInt8]) -> [5 of Int]? {
        guard let texts = authorized.grant.texts.limits else { return nil }
        return texts.append(
            authorized.charges.standing(state), unixSeconds: state.instant.unixSeconds, to: &bytes)
    }

    /// Whether the request counts as in progress until `finish()`: only where concurrency is limited.
    public var isCountedWhileInProgress: Bool { lease != nil }

    /// Says that the response has ended, which lets the client's next request in where concurrency is limited.
    ///
    /// It may be called any number of times; letting go of every copy of the pass does the same.
    public func finish() {
        lease?.release()
    }
}
