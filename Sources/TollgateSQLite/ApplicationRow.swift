internal import GRDB
internal import TollgateRegistrar

/// Applications as rows.
enum ApplicationRow {
    static func insert(_ application: Application, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO applications (id, version, name, description, owner, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                application.id, application.version, application.name, application.description, application.owner,
                application.createdAt, application.updatedAt,
            ])
    }

    /// Writes an application over its predecessor.
    static func update(_ application: Application, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE applications SET version = ?, name = ?, description = ?, updated_at = ? WHERE id = ?",
            arguments: [
                application.version, application.name, application.description, application.updatedAt, application.id,
            ])
    }

    static func fetch(_ database: Database, id: String) throws -> Application? {
        try Row.fetchOne(database, sql: "SELECT * FROM applications WHERE id = ?", arguments: [id]).map(read)
    }

    static func fetchAll(_ database: Database) throws -> [Application] {
        try Row.fetchAll(database, sql: "SELECT * FROM applications ORDER BY created_at, rowid").map(read)
    }

    /// Deletes an application and says whether there was one.
    static func delete(_ database: Database, id: String) throws -> Bool {
        try database.execute(sql: "DELETE FROM applications WHERE id = ?", arguments: [id])
        return database.changesCount > 0
    }

    static func read(_ row: Row) -> Application {
        Application(
            id: row["id"], version: row["version"], name: row["name"], description: row["description"],
            owner: row["owner"], createdAt: row["created_at"], updatedAt: row["updated_at"])
    }
}
