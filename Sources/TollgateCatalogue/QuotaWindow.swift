/// The time in which a quota's calls may be used.
public enum QuotaWindow: Hashable, Sendable {
    /// So many seconds from the first call.
    case seconds(Int64)
    /// The calendar month, in UTC.
    case calendarMonth

    /// The length by which windows are compared, in seconds.
    ///
    /// A calendar month counts as 30 days.
    package var nominalSeconds: Int64 {
        switch self {
        case .seconds(let seconds): seconds
        case .calendarMonth: 30 * 86_400
        }
    }
}

extension QuotaWindow: CustomStringConvertible {
    /// The window as the configuration writes it, in the largest unit that fits.
    public var description: String {
        guard case .seconds(let seconds) = self else { return "month" }
        let units: [(name: String, seconds: Int64)] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("min", 60)]
        for unit in units where seconds >= unit.seconds && seconds % unit.seconds == 0 {
            return "\(seconds / unit.seconds)\(unit.name)"
        }
        return "\(seconds)s"
    }
}
