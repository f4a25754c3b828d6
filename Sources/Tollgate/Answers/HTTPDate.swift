/// The date in the form of HTTP (RFC 9110 §5.6.7), for example `Tue, 14 Nov 2023 22:13:20 GMT`; made once a second.
package struct HTTPDate: Sendable {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private var seconds: Int64?
    private var known = ""

    /// A date that was not asked for yet.
    package init() {}

    /// The text for a moment; those before 1970 or after 9999 count as the first or the last one between.
    package mutating func text(unixSeconds: Int64) -> String {
        if seconds == unixSeconds { return known }
        seconds = unixSeconds
        known = Self.text(min(max(unixSeconds, 0), 253_402_300_799))
        return known
    }

    private static func text(_ unixSeconds: Int64) -> String {
        let date = CivilDate(unixSeconds: unixSeconds)
        let time = [date.second / 3_600, date.second / 60 % 60, date.second % 60].map { padded($0, 2) }
            .joined(separator: ":")
        let weekday = days[date.daysSince1970 % 7]
        return "\(weekday), \(padded(date.day, 2)) \(months[date.month - 1]) \(padded(date.year, 4)) \(time) GMT"
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
