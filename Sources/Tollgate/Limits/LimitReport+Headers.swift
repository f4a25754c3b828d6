extension LimitReport {
    /// The header fields that tell a client how it stands.
    ///
    /// `RateLimit-Policy` and `RateLimit` are those of draft-ietf-httpapi-ratelimit-headers; `X-RateLimit-Limit`,
    /// `-Remaining` and `-Reset` (a Unix time) are the habit, and speak of the quota where there is one, else of the
    /// rate. `Retry-After` (RFC 9110 §10.2.3) is there where the request was refused.
    ///
    /// - Parameter unixSeconds: Now.
    /// - Returns: Names and values, none where no limit is set.
    public func headers(unixSeconds: Int64) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        let entries = [("rate", rate), ("quota", quota)].compactMap { kind, entry in entry.map { (kind, $0) } }
        if !entries.isEmpty {
            let policies = entries.map { "\"\($1.policy):\($0)\";q=\($1.limit);w=\($1.windowSeconds)" }
            let states = entries.map { "\"\($1.policy):\($0)\";r=\($1.remaining);t=\($1.resetSeconds)" }
            fields.append(("RateLimit-Policy", policies.joined(separator: ", ")))
            fields.append(("RateLimit", states.joined(separator: ", ")))
        }
        if let told = quota ?? rate {
            fields.append(("X-RateLimit-Limit", "\(told.limit)"))
            fields.append(("X-RateLimit-Remaining", "\(told.remaining)"))
            fields.append(("X-RateLimit-Reset", "\(Month.clamped(unixSeconds) + told.resetSeconds)"))
        }
        if let retryAfterSeconds { fields.append(("Retry-After", "\(retryAfterSeconds)")) }
        return fields
    }
}
