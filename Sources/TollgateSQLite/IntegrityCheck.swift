internal import GRDB
internal import TollgateRegistrar

/// Looks whether a database is whole before anything relies on it.
enum IntegrityCheck {
    /// Runs SQLite's own checks of pages, indices, `CHECK` and `NOT NULL` constraints, and foreign keys.
    ///
    /// - Throws: `ClientStoreError.unavailable` with what is wrong first.
    static func run(_ database: Database) throws {
        let problem = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
        guard problem == "ok" else { throw ClientStoreError.unavailable(reason: "the database is damaged: \(problem)") }
        if let row = try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") {
            let (table, parent): (String, String) = (row["table"], row["parent"])
            throw ClientStoreError.unavailable(
                reason: "the database is damaged: a row of `\(table)` refers to nothing in `\(parent)`")
        }
    }
}
