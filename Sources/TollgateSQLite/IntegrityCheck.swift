internal import GRDB
internal import TollgateRegistrar

/// The check whether a database is whole, before anything relies on it.
enum IntegrityCheck {
    /// Runs SQLite's own checks of pages, indices, `CHECK` and `NOT NULL` constraints, and foreign keys, and searches
    /// for every column that rows are read from: SQLite believes whatever its schema says.
    ///
    /// - Throws: `RegistrationError.store(.unavailable)` with the first defect.
    static func run(_ database: Database) throws {
        let problem = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
        guard problem == "ok" else {
            throw RegistrationError.store(.unavailable(reason: "the database is damaged: \(problem)"))
        }
        if let row = try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") {
            let (table, parent): (String, String) = (row["table"], row["parent"])
            throw RegistrationError.store(
                .unavailable(
                    reason: "the database is damaged: a row of `\(table)` refers to nothing in `\(parent)`"))
        }
        if let missing = try expected().subtracting(columns(database)).sorted().first {
            throw RegistrationError.store(
                .unavailable(reason: "the database is damaged: there is no column `\(missing)`"))
        }
    }

    /// Returns the columns of an empty database that has gone through every migration.
    private static func expected() throws -> Set<String> {
        let empty = try DatabaseQueue()
        try Schema.migrator.migrate(empty)
        return try empty.read(columns)
    }

    /// Returns each column with its table, its type and whether it may be empty.
    private static func columns(_ database: Database) throws -> Set<String> {
        try String.fetchSet(
            database,
            sql: """
                SELECT tables.name || '.' || columns.name || ' ' || columns.type
                    || CASE columns."notnull" WHEN 0 THEN '' ELSE ' NOT NULL' END
                FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'
                """)
    }
}
