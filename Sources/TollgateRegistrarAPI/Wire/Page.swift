internal import HTTPTypes
internal import Hummingbird
internal import TollgateRegistrar

/// One page of a list: `page` counts from 1, `page_size` is 1 to 100.
struct Page: Sendable {
    /// The parameters that every list has.
    static let parameters: Set<String> = ["page", "page_size"]
    static let maximumSize = 100
    static let maximumNumber = Int(Int32.max)
    private static let defaultSize = 20

    let number: Int
    let size: Int

    init(_ query: QueryReader) throws(Problem) {
        number = try query.number("page", in: 1...Self.maximumNumber) ?? 1
        size = try query.number("page_size", in: 1...Self.maximumSize) ?? Self.defaultSize
    }

    /// The page of a list that has no filters.
    init(_ request: Request) throws(Problem) {
        try self.init(QueryReader(request, allowing: Self.parameters))
    }

    /// The part of a list that a store is asked for.
    var window: ListWindow {
        let (offset, overflows) = (number - 1).multipliedReportingOverflow(by: size)
        return ListWindow(offset: overflows ? .max : offset, limit: size)
    }

    /// The items of the page, and how many there are in all.
    func response<Item>(of page: ListPage<Item>, _ describe: (Item) -> [String: JSONValue]) -> Response {
        .json([
            "total": .integer(Int64(page.total)), "page": .integer(Int64(number)),
            "page_size": .integer(Int64(size)), "list": .array(page.items.map { .object(describe($0)) }),
        ])
    }

    /// The page's part of a list that is at hand, such as the catalogue's.
    func response<Item: Sendable>(of items: [Item], _ describe: (Item) -> [String: JSONValue]) -> Response {
        let shown = items.dropFirst(window.offset).prefix(window.limit)
        return response(of: ListPage(items: Array(shown), total: items.count), describe)
    }
}
