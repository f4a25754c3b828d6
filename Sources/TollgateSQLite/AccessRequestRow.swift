internal import GRDB
internal import TollgateRegistrar

/// Access requests as rows.
enum AccessRequestRow {
    static func insert(_ request: AccessRequest, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO access_requests (id, version, state, state_detail, application, product, plan, client_type,
                    redirect_uris, starts_at, ends_at, decided_by, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                request.id, request.version, request.state.name, request.state.detail, request.application,
                request.product, request.plan, request.clientType, try JSONColumn.text(request.redirectURIs),
                request.startsAt, request.endsAt, request.decidedBy, request.createdAt, request.updatedAt,
            ])
    }

    /// Writes a request over its predecessor.
    static func update(_ request: AccessRequest, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE access_requests SET version = ?, state = ?, state_detail = ?, decided_by = ?, updated_at = ?
                WHERE id = ?
                """,
            arguments: [
                request.version, request.state.name, request.state.detail, request.decidedBy, request.updatedAt,
                request.id,
            ])
    }

    static func fetch(_ database: Database, id: String) throws -> AccessRequest? {
        try Row.fetchOne(database, sql: "SELECT * FROM access_requests WHERE id = ?", arguments: [id]).map(read)
    }

    static func fetchAll(_ database: Database) throws -> [AccessRequest] {
        try Row.fetchAll(database, sql: "SELECT * FROM access_requests ORDER BY created_at, rowid").map(read)
    }

    /// Finds the other open request of the same application for the same product and client type.
    static func rival(_ database: Database, of request: AccessRequest) throws -> String? {
        try String.fetchOne(
            database,
            sql: """
                SELECT id FROM access_requests WHERE application = ? AND product = ? AND client_type = ? AND id <> ?
                    AND state IN ('pending', 'approved')
                """,
            arguments: [request.application, request.product, request.clientType, request.id])
    }

    static func read(_ row: Row) throws -> AccessRequest {
        let id: String = row["id"]
        guard let state = AccessRequestState(name: row["state"], detail: row["state_detail"]) else {
            throw RegistrationError.store(.recordDamaged(id: id))
        }
        return AccessRequest(
            id: id, version: row["version"], state: state, application: row["application"], product: row["product"],
            plan: row["plan"], clientType: row["client_type"],
            redirectURIs: try JSONColumn.value(row["redirect_uris"], of: id),
            startsAt: row["starts_at"], endsAt: row["ends_at"], decidedBy: row["decided_by"],
            createdAt: row["created_at"], updatedAt: row["updated_at"])
    }
}
