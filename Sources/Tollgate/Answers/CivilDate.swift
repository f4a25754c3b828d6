/// A day of the Gregorian calendar in UTC, and the second of it.
package struct CivilDate: Hashable, Sendable {
    /// The year.
    package let year: Int
    /// The month, from 1 on.
    package let month: Int
    /// The day of the month, from 1 on.
    package let day: Int
    /// The second of the day, from 0 on.
    package let second: Int
    /// The days that have passed since 1 January 1970.
    package let daysSince1970: Int

    /// The date of a moment; those before 1970 or after 9999 count as the first or the last one between.
    package init(unixSeconds: Int64) {
        let seconds = min(max(unixSeconds, 0), 253_402_300_799)
        let days = Int(seconds / 86_400)
        daysSince1970 = days
        second = Int(seconds % 86_400)
        // Days since 1 March of the year 0: leap days then come last in their year, and 400 years are one period.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = (monthFromMarch + 2) % 12
        self.month = month + 1
        year = era * 400 + yearOfEra + (month < 2 ? 1 : 0)
    }
}
