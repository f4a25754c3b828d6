internal import TollgateCatalogue

/// Turns Tyk's numbers for rates and quotas into limits.
struct TykLimits {
    /// The largest count, and the longest time in seconds, that a catalogue can have.
    private static let maximum = 2_147_483_647.0

    let file: String
    let findings: ImportFindings

    /// The limits that a policy or a `limit` sets.
    ///
    /// - Parameters:
    ///   - node: The object with `rate`, `per`, `quota_max` and `quota_renewal_rate`.
    ///   - takesRate: Whether the rate counts.
    ///   - takesQuota: Whether the quota counts.
    /// - Returns: The limits; none where nothing is limited.
    func limits(in node: TykNode, takesRate: Bool, takesQuota: Bool) -> Limits {
        var limits = Limits()
        if takesRate {
            limits.rate = rate(in: node)
        } else {
            leaveOut(["rate", "per"], of: node, "the partition `rate_limit` is off, so Tyk does not look at it")
        }
        if takesQuota {
            limits.quota = quota(in: node)
        } else {
            leaveOut(
                ["quota_max", "quota_renewal_rate"], of: node,
                "the partition `quota` is off, so Tyk does not look at it")
        }
        return limits
    }

    private func leaveOut(_ names: [String], of node: TykNode, _ reason: String) {
        for name in names {
            guard let value = node[name] else { continue }
            // -1 and 0 say nothing even where they count.
            if value.number ?? 0 > 0 { findings.add(.none, at: value, in: file, "left out: \(reason)") }
        }
    }

    private func rate(in node: TykNode) -> RateLimit? {
        let requests = node.number("rate") ?? 0
        let seconds = node.number("per") ?? 0
        // Tyk takes neither for a limit.
        guard requests != 0, seconds != 0 else {
            if requests > 0 || seconds > 0 {
                findings.add(
                    .none, at: node[requests > 0 ? "rate" : "per"], in: file,
                    "left out: `rate` and `per` limit only together, and one of them is 0 or absent")
            }
            return nil
        }
        guard requests > 0, seconds > 0 else { return .unlimited }
        let whole = requests.rounded(.down)
        let limit: (count: Double, seconds: Double) =
            whole >= 1 ? (whole, seconds.rounded(.up)) : (1, (seconds / requests).rounded(.up))
        let count = min(limit.count, Self.maximum)
        let period = min(limit.seconds, Self.maximum)
        let result = RateLimit.limited(requests: Int64(count), seconds: Int64(period))
        if count != requests || period != seconds {
            findings.add(
                limit.seconds > Self.maximum ? .wider : .narrower, decide: limit.seconds > Self.maximum,
                at: node["rate"], in: file, found: "\(requests) per \(seconds) s",
                "\(result): limits are whole numbers up to \(Int64(Self.maximum)) here")
        }
        return result
    }

    private func quota(in node: TykNode) -> Quota? {
        let maximum = node.number("quota_max") ?? 0
        let renewal = node.number("quota_renewal_rate") ?? 0
        if maximum < 0 {
            if renewal > 0 {
                findings.add(
                    .none, at: node["quota_renewal_rate"], in: file, "left out: the quota is unlimited (`quota_max` -1)"
                )
            }
            return .unlimited
        }
        guard maximum > 0 else {
            if renewal > 0 {
                findings.add(
                    .none, at: node["quota_renewal_rate"], in: file, "left out: `quota_max` 0 or absent sets no quota")
            }
            return nil
        }
        let count = min(maximum.rounded(.down), Self.maximum)
        guard renewal > 0 else {
            let quota = Quota.limited(maximum: Int64(max(1, count)), window: .seconds(Int64(Self.maximum)))
            findings.add(
                .changed, at: node["quota_renewal_rate"] ?? node["quota_max"], in: file,
                "\(quota), 68 years: in Tyk this quota never renews, and every quota here has a window")
            return quota
        }
        let window = min(renewal.rounded(.up), Self.maximum)
        let quota = Quota.limited(maximum: Int64(max(1, count)), window: .seconds(Int64(window)))
        if count != maximum || window != renewal {
            findings.add(
                renewal > Self.maximum ? .wider : .narrower, decide: renewal > Self.maximum,
                at: node["quota_max"], in: file, found: "\(maximum) in \(renewal) s",
                "\(quota): limits are whole numbers up to \(Int64(Self.maximum)) here")
        }
        return quota
    }
}
