internal import TollgateCatalogue
internal import TollgateEncoding

extension LimitSnapshot {
    /// A quota of a client, whatever is used of it.
    private struct Counter: Hashable {
        /// Byte for byte: another spelling is another client.
        let owner: [ExactString?]
        let maximum: Int64
        let window: QuotaWindow

        init(_ use: QuotaUse) {
            owner = [use.issuer, use.client, use.subject, use.policy, use.api].map { $0.map { ExactString($0) } }
            maximum = use.maximum
            window = use.window
        }
    }

    /// Returns the uses that came between an earlier snapshot of the same gate and this one.
    ///
    /// - Parameter earlier: The earlier snapshot.
    /// - Returns: For each quota of which more is used now, how much more; all of it where another window has begun.
    public func uses(since earlier: LimitSnapshot) -> LimitSnapshot {
        var known: [Counter: QuotaUse] = [:]
        for use in earlier { known[Counter(use)] = use }
        var rest = LimitSnapshot()
        for var use in self {
            // The end is rounded up to a second each time.
            if let before = known[Counter(use)], use.endsAt <= before.endsAt + 1 { use.used -= before.used }
            if use.used > 0 { rest.append(use) }
        }
        return rest
    }

    /// Returns the requests that came between an earlier snapshot of a gate's rates and this one.
    ///
    /// - Parameters:
    ///   - earlier: The earlier snapshot.
    ///   - nanoseconds: The time between them, in which rates have filled.
    /// - Returns: For each rate the requests of which its bucket tells; none that it has forgotten.
    package func rates(since earlier: LimitSnapshot, nanoseconds: Int64) -> LimitSnapshot {
        var known: [Counter: Int64] = [:]
        for use in earlier { known[Counter(use)] = use.used }
        var rest = LimitSnapshot()
        for var use in self {
            let seconds = Double(Swift.max(0, nanoseconds)) / 1e9
            let filled = Double(use.maximum) * seconds / Double(Swift.max(1, use.window.nominalSeconds))
            let before = Double(known[Counter(use)] ?? 0)
            // A count that was rounded up stands for a little less.
            use.used -= Int64(Swift.max(0, before - filled).rounded(.up))
            if use.used > 0 { rest.append(use) }
        }
        return rest
    }
}
