/// The part of a `Cache-Control` header field that Tollgate reads (RFC 9111 §5.2.2).
enum CacheControl {
    /// The `max-age` in seconds, or `nil` where there is none that is a whole number.
    static func maximumAgeSeconds(_ value: String?) -> Int64? {
        for directive in (value ?? "").split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "max-age" else { continue }
            let digits = parts[1].filter { $0 != " " && $0 != "\"" }
            guard let age = Int64(digits), age >= 0 else { return nil }
            return min(age, 2_147_483_647)
        }
        return nil
    }
}
