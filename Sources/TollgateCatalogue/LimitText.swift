/// The text of a limit, `COUNT/WINDOW`: `5/1s`, `1000/1d`, `50000/month`.
struct LimitText {
    let count: Int64
    let window: QuotaWindow

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Self.positiveNumber(parts[0]) else { return nil }
        self.count = count
        if parts[1] == "month" || parts[1] == "1month" {
            window = .calendarMonth
            return
        }
        // `m` could mean minute or month here, so it is neither.
        guard parts[1].last != "m" else { return nil }
        guard let seconds = DurationText.seconds(String(parts[1]), defaultCount: 1), seconds > 0 else { return nil }
        window = .seconds(seconds)
    }

    private static func positiveNumber(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int64(text),
            number > 0, number <= DurationText.maximum
        else { return nil }
        return number
    }
}
