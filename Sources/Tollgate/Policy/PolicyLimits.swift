internal import TollgateCatalogue

/// The limits that a policy sets on all APIs or on one, prepared for counting.
struct PolicyLimits: Sendable {
    let source: Limits
    /// The rule of the rate's buckets; `nil` where there is none or it is unlimited.
    let rate: RateRule?
    /// The rule of the quota's counts; `nil` where there is none or it is unlimited.
    let quota: QuotaRule?

    /// Prepares limits.
    ///
    /// - Parameters:
    ///   - limits: The limits.
    ///   - policy: The name of the policy that sets them.
    ///   - api: The name of the API that they are for; `nil` where they are for all of them.
    init(_ limits: Limits, of policy: String, for api: String? = nil) {
        source = limits
        let place = CounterPlace(policy: policy, api: api)
        if case .limited(let requests, let seconds) = limits.rate {
            rate = RateRule(place: place, shape: RateShape(requests: requests, seconds: seconds))
        } else {
            rate = nil
        }
        if case .limited(let maximum, let window) = limits.quota {
            quota = QuotaRule(place: place, shape: QuotaShape(maximum: maximum, window: window))
        } else {
            quota = nil
        }
    }
}
