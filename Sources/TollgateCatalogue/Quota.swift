/// The calls that a client has in a window of time.
public enum Quota: Hashable, Sendable {
    /// No limit. It has to be written; leaving the quota out is not the same.
    case unlimited
    /// At most `maximum` calls in each `window`.
    case limited(maximum: Int64, window: QuotaWindow)

    /// Reads `1000/1d`, `50000/month` or `unlimited`; the units are `s`, `min`, `h`, `d`, `w` and `month`.
    public init?(_ text: String) {
        if text == "unlimited" {
            self = .unlimited
            return
        }
        guard let parsed = LimitText(text) else { return nil }
        self = .limited(maximum: parsed.count, window: parsed.window)
    }
}

extension Quota: CustomStringConvertible {
    /// The quota as the configuration writes it.
    public var description: String {
        switch self {
        case .unlimited: "unlimited"
        case .limited(let maximum, let window): "\(maximum)/\(window)"
        }
    }
}
