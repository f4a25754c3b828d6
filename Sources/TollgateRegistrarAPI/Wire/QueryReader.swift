internal import HTTPTypes
internal import Hummingbird
internal import TollgateRegistrar

/// Reads the parameters of a query, and refuses what it does not know: a misspelt filter would otherwise show
/// everything.
struct QueryReader: Sendable {
    private let values: [String: String]

    /// Reads a request's query.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - names: The parameters that there are.
    /// - Throws: ``Problem`` 400 `query_invalid` for any other one, for one that is given twice, and for one that is
    ///   encoded wrongly.
    init(_ request: Request, allowing names: Set<String>) throws(Problem) {
        var values: [String: String] = [:]
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = parts.count > 1 ? Self.decoded(parts[1]) : "" else {
                throw Self.invalid("the query is not percent-encoded UTF-8")
            }
            guard names.contains(name) else {
                throw Self.invalid(
                    "`\(PlainText.shown(name))` is not a parameter here; these are: "
                        + names.sorted().joined(separator: ", "))
            }
            guard values.updateValue(value, forKey: name) == nil else { throw Self.invalid("`\(name)` is given twice") }
        }
        self.values = values
    }

    /// The value of a parameter, if it is given.
    subscript(_ name: String) -> String? { values[name] }

    /// The value of a parameter that has a few, if it is given.
    func choice(_ name: String, of choices: [String]) throws(Problem) -> String? {
        guard let value = values[name] else { return nil }
        guard choices.contains(value) else {
            throw Self.invalid("`\(name)` must be one of " + choices.joined(separator: ", "))
        }
        return value
    }

    /// The value of a parameter that is a number, if it is given.
    func number(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = values[name] else { return nil }
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isPlain, let number = Int(text), range.contains(number) else {
            throw Self.invalid("`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func invalid(_ reason: String) -> Problem {
        Problem(.badRequest, code: "query_invalid", detail: reason)
    }

    /// Forms send a space as `+`.
    private static func decoded(_ text: Substring) -> String? {
        PercentEncoding.decode(String(text).replacing("+", with: "%20"))
    }
}
