/// The reason for which the gateway answers in the place of an upstream.
public enum UpstreamFailure: String, Hashable, Sendable, CaseIterable {
    /// The API has no upstream that this gateway can reach.
    case none = "upstream_missing"
    /// The upstream cannot be reached, or answers with what is no answer.
    case unavailable = "upstream_unavailable"
    /// The upstream did not accept a connection, or fell silent.
    case timeout = "upstream_timeout"
    /// All connections to the upstream are in use.
    case busy = "upstream_busy"
    /// The caller has its share of them in use.
    case shareUsedUp = "upstream_share_used_up"

    /// A stable name in snake_case: the `code` of the body.
    public var code: String { rawValue }

    /// The status of the answer: 502, 503 or 504.
    public var status: Int {
        switch self {
        case .none, .unavailable: 502
        case .timeout: 504
        case .busy, .shareUsedUp: 503
        }
    }

    var error: String {
        switch self {
        case .none, .unavailable: "bad_gateway"
        case .timeout: "gateway_timeout"
        case .busy, .shareUsedUp: "temporarily_unavailable"
        }
    }

    var explanation: String {
        switch self {
        case .none, .unavailable, .timeout: "The API behind the gateway did not answer."
        case .busy: "All connections to the API behind the gateway are in use; try again later."
        case .shareUsedUp: "Too many requests of this caller are being answered by APIs behind the gateway."
        }
    }
}
