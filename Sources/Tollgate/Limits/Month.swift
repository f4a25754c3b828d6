/// A month of the Gregorian calendar in UTC.
struct Month: Hashable, Sendable {
    /// Months since January of the year 0.
    let number: Int64
    /// Its begin, in seconds since 1970.
    let begin: Int64
    /// The begin of the next month, in seconds since 1970.
    let end: Int64

    /// The month that a moment lies in.
    ///
    /// Moments before the year 0 or after 9999 count as the first or the last one between.
    init(containing moment: Int64) {
        let unixSeconds = Self.clamped(moment)
        var days = unixSeconds / 86_400
        if unixSeconds % 86_400 < 0 { days -= 1 }
        // Days since 1 March of the year 0: leap days then come last in their year, and 400 years are one period.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (monthFromMarch >= 10 ? 1 : 0)
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        number = year * 12 + month - 1
        begin = Self.start(of: number)
        end = Self.start(of: number + 1)
    }

    /// A moment within the years 0 to 9999.
    static func clamped(_ unixSeconds: Int64) -> Int64 { min(max(unixSeconds, -62_167_219_200), 253_402_300_799) }

    /// Returns the begin of a month, in seconds since 1970.
    private static func start(of number: Int64) -> Int64 {
        let month = number % 12 + 1
        let year = number / 12 - (month <= 2 ? 1 : 0)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (era * 146_097 + dayOfEra - 719_468) * 86_400
    }
}
