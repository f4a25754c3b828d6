internal import TollgateCatalogue

/// A quota in numbers: so many requests in a window.
struct QuotaShape: Hashable, Sendable {
    let maximum: Int64
    let window: QuotaWindow

    /// Stands where there is no quota.
    static let none = QuotaShape(maximum: 1, window: .seconds(1))

    /// How many requests are left where so many are counted.
    func remaining(_ count: Int64) -> Int64 { max(0, maximum - count) }
}
