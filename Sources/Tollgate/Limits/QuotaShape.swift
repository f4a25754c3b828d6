internal import TollgateCatalogue

/// A quota in numbers: so many requests in a window.
struct QuotaShape: Hashable, Sendable {
    // Neither is larger than 2³¹ - 1, and each remembered token has them; a month has 0 seconds.
    private let keptMaximum: UInt32
    private let keptSeconds: UInt32

    /// Stands where there is no quota.
    static let none = QuotaShape(maximum: 1, window: .seconds(1))

    /// The shape of so many requests in a window, with numbers from 1 to 2³¹ - 1.
    init(maximum: Int64, window: QuotaWindow) {
        keptMaximum = UInt32(clamping: maximum)
        keptSeconds = if case .seconds(let seconds) = window { UInt32(clamping: seconds) } else { 0 }
    }

    var maximum: Int64 { Int64(keptMaximum) }
    var window: QuotaWindow { keptSeconds == 0 ? .calendarMonth : .seconds(Int64(keptSeconds)) }

    /// The number of requests that are left where so many are counted.
    func remaining(_ count: Int64) -> Int64 { max(0, maximum - count) }
}
