/// The pace of a client's calls: a token bucket of `requests`, filled again within `seconds`.
public enum RateLimit: Hashable, Sendable {
    /// No limit. It has to be written; leaving the rate out is not the same.
    case unlimited
    /// A bucket of `requests` that fills evenly within `seconds`: at most 2 × `requests` in the first period.
    case limited(requests: Int64, seconds: Int64)

    /// Reads `5/1s`, `100/min` or `unlimited`; the units are `s`, `min`, `h`, `d` and `w`.
    public init?(_ text: String) {
        if text == "unlimited" {
            self = .unlimited
            return
        }
        guard let parsed = LimitText(text), case .seconds(let seconds) = parsed.window else { return nil }
        self = .limited(requests: parsed.count, seconds: seconds)
    }
}

extension RateLimit: CustomStringConvertible {
    /// The limit as the configuration writes it.
    public var description: String {
        switch self {
        case .unlimited: "unlimited"
        case .limited(let requests, let seconds): "\(requests)/\(QuotaWindow.seconds(seconds))"
        }
    }
}
