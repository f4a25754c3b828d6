/// The header fields that tell a client how it stands.
///
/// Names, values and their order are those of `LimitReport.headers(unixSeconds:)`.
package enum LimitField: CaseIterable, Sendable {
    case policy
    case state
    case limit
    case remaining
    case reset
    case retryAfter

    /// Those of a request that passes, in their order.
    package static let ofAdmissions: [LimitField] = [.policy, .state, .limit, .remaining, .reset]

    /// The name of the field.
    package var name: String {
        switch self {
        case .policy: "RateLimit-Policy"
        case .state: "RateLimit"
        case .limit: "X-RateLimit-Limit"
        case .remaining: "X-RateLimit-Remaining"
        case .reset: "X-RateLimit-Reset"
        case .retryAfter: "Retry-After"
        }
    }
}
