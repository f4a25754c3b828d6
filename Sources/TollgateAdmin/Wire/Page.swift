internal import HTTPTypes
internal import Hummingbird
internal import TollgateRegistrar

/// One page of a list: `page` counts from 1, `page_size` is 1 to 100.
struct Page: Sendable {
    private static let defaultSize = 20
    private static let maximumSize = 100

    let number: Int
    let size: Int

    init(_ request: Request) throws(Problem) {
        let query = request.uri.queryParameters
        number = try Self.value(query["page"], "page", in: 1...Int(Int32.max), default: 1)
        size = try Self.value(query["page_size"], "page_size", in: 1...Self.maximumSize, default: Self.defaultSize)
    }

    /// The items of the page, and how many there are in all.
    func response<Item>(of items: [Item], _ describe: (Item) -> [String: JSONValue]) -> Response {
        let start = (number - 1).multipliedReportingOverflow(by: size)
        let shown = start.overflow ? [] : items.dropFirst(start.partialValue).prefix(size)
        return .json([
            "total": .integer(Int64(items.count)), "page": .integer(Int64(number)),
            "page_size": .integer(Int64(size)), "list": .array(shown.map { .object(describe($0)) }),
        ])
    }

    private static func value(
        _ text: Substring?, _ name: String, in range: ClosedRange<Int>, default standard: Int
    ) throws(Problem) -> Int {
        guard let text else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw Problem(
                .badRequest, code: "page_invalid",
                detail: "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
