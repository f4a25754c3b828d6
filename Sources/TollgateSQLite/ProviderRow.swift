internal import Foundation
internal import GRDB
internal import TollgateRegistrar

/// Providers as rows.
enum ProviderRow {
    static func insert(_ provider: ProviderRecord, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO providers (name, driver, description, address, issuer, sealed_initial_access, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                provider.name, provider.driver, provider.description, provider.address, provider.issuer,
                Data(provider.initialAccess.bytes), provider.createdAt,
            ])
    }

    /// Writes a provider over the one of its name and says whether there was one.
    static func update(_ provider: ProviderRecord, _ database: Database) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE providers SET driver = ?, description = ?, address = ?, issuer = ?, sealed_initial_access = ?
                WHERE name = ?
                """,
            arguments: [
                provider.driver, provider.description, provider.address, provider.issuer,
                Data(provider.initialAccess.bytes), provider.name,
            ])
        return database.changesCount > 0
    }

    static func fetch(_ database: Database, name: String) throws -> ProviderRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM providers WHERE name = ?", arguments: [name]).map(read)
    }

    static func fetchAll(_ database: Database) throws -> [ProviderRecord] {
        try Row.fetchAll(database, sql: "SELECT * FROM providers ORDER BY name").map(read)
    }

    /// Deletes a provider and says whether there was one.
    static func delete(_ database: Database, name: String) throws -> Bool {
        try database.execute(sql: "DELETE FROM providers WHERE name = ?", arguments: [name])
        return database.changesCount > 0
    }

    static func read(_ row: Row) -> ProviderRecord {
        let initialAccess: Data = row["sealed_initial_access"]
        return ProviderRecord(
            name: row["name"], driver: row["driver"], description: row["description"], address: row["address"],
            issuer: row["issuer"],
            initialAccess: SealedSecret(bytes: Array(initialAccess)), createdAt: row["created_at"])
    }
}
