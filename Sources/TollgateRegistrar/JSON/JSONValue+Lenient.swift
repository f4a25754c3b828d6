internal import Foundation

/// Readings that forgive what providers are known to write differently from the RFC.
extension JSONValue {
    /// A list of words: an array of strings, or one string of words separated by spaces.
    ///
    /// RFC 7591 §2 wants `scope` as one string and `grant_types` as an array; some providers do it the other way round.
    var words: [String]? {
        switch self {
        case .string(let text): text.split(separator: " ").map(String.init)
        case .array(let values): values.compactMap(\.string)
        default: nil
        }
    }

    /// A point in time or a number of seconds: an integer, or the same written as a fraction or a string.
    var seconds: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value.rounded(.towardZero))
        case .string(let text): Int64(text) ?? Self.unixSeconds(text)
        default: nil
        }
    }

    /// Reads a date as RFC 3339 writes it, which some bridges do where the RFCs have a number.
    private static func unixSeconds(_ text: String) -> Int64? {
        let date =
            (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        return date.flatMap { Int64(exactly: $0.timeIntervalSince1970.rounded(.down)) }
    }

    /// Text to show to a person: a string as it is, anything else as JSON.
    var shownText: String {
        string ?? String(decoding: text, as: UTF8.self)
    }
}
