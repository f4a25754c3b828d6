internal import GRDB
internal import TollgateRegistrar

/// A query for a part of one table's rows that fulfil some conditions.
struct ListQuery {
    private let table: String
    private let order: String
    private var conditions: [String] = []
    private var arguments: [String] = []

    /// All rows of `table`; neither text may come from outside.
    init(_ table: String, orderedBy order: String) {
        self.table = table
        self.order = order
    }

    /// Keeps only the rows for which `condition`, with its `?` standing for `value`, holds.
    mutating func filter(_ condition: String, _ value: String?) {
        guard let value else { return }
        conditions.append(condition)
        arguments.append(value)
    }

    /// Keeps only the rows for which `condition` holds.
    mutating func filter(_ condition: String) { conditions.append(condition) }

    /// Reads the rows in `window`, and counts all of them.
    ///
    /// Both are of one moment if `database` is inside one transaction, as every read of the store is.
    func page<Item>(
        in window: ListWindow, _ database: Database, _ read: (Row) throws -> Item
    ) throws -> ListPage<Item> {
        let rest = table + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
        let total = try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM \(rest)", arguments: StatementArguments(arguments))
        let rows = try Row.fetchAll(
            database, sql: "SELECT * FROM \(rest) ORDER BY \(order) LIMIT ? OFFSET ?",
            arguments: StatementArguments(arguments) + [window.limit, window.offset])
        return ListPage(items: try rows.map(read), total: total ?? 0)
    }
}
