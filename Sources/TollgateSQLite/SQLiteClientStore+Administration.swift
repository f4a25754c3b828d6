internal import Foundation
internal import GRDB
public import TollgateRegistrar

extension SQLiteClientStore: AdministrationStore {
    /// Adds a token.
    ///
    /// - Throws: `RegistrationError.store`.
    public func insert(_ token: APIToken) async throws(RegistrationError) {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO api_tokens (id, digest, role, owner, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [token.id, Data(token.digest), token.role.rawValue, token.owner, token.createdAt])
        }
    }

    /// Returns the token of this digest, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    public func token(digest: [UInt8]) async throws(RegistrationError) -> APIToken? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM api_tokens WHERE digest = ?", arguments: [Data(digest)])
                .map(Self.token)
        }
    }

    /// Lists all tokens, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func tokens() async throws(RegistrationError) -> [APIToken] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM api_tokens ORDER BY created_at, rowid").map(Self.token)
        }
    }

    /// Lists tokens in parts, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func tokens(in window: ListWindow) async throws(RegistrationError) -> ListPage<APIToken> {
        try await read { try ListQuery("api_tokens", orderedBy: "created_at, rowid").page(in: window, $0, Self.token) }
    }

    /// Removes a token.
    ///
    /// - Throws: `RegistrationError.apiTokenUnknown` if there is no such token; `.store`.
    public func deleteToken(id: String) async throws(RegistrationError) {
        try await write { database in
            try database.execute(sql: "DELETE FROM api_tokens WHERE id = ?", arguments: [id])
            guard database.changesCount > 0 else { throw RegistrationError.apiTokenUnknown(id: id) }
        }
    }

    /// Records a creation before it is begun, unless there is one of its owner and key already.
    ///
    /// - Throws: `RegistrationError.store`.
    public func begin(
        _ creation: IdempotentCreation, forgettingBefore oldest: Int64
    ) async throws(RegistrationError) -> IdempotentCreation? {
        try await write { database in
            try database.execute(sql: "DELETE FROM idempotency_keys WHERE created_at < ?", arguments: [oldest])
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM idempotency_keys WHERE owner = ? AND name = ?",
                arguments: [creation.owner, creation.key])
            if let row { return Self.creation(row) }
            try database.execute(
                sql: "INSERT INTO idempotency_keys (owner, name, fingerprint, created_at) VALUES (?, ?, ?, ?)",
                arguments: [creation.owner, creation.key, Data(creation.fingerprint), creation.createdAt])
            return nil
        }
    }

    /// Records how a creation ended.
    ///
    /// - Throws: `RegistrationError.store`.
    public func finish(_ creation: IdempotentCreation) async throws(RegistrationError) {
        try await write { database in
            try database.execute(
                sql: "UPDATE idempotency_keys SET status = ?, body = ? WHERE owner = ? AND name = ?",
                arguments: [creation.status, Data(creation.body), creation.owner, creation.key])
        }
    }

    /// Forgets a creation that led to nothing.
    ///
    /// - Throws: `RegistrationError.store`.
    public func forget(_ creation: IdempotentCreation) async throws(RegistrationError) {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM idempotency_keys WHERE owner = ? AND name = ?",
                arguments: [creation.owner, creation.key])
        }
    }

    private static func token(_ row: Row) throws -> APIToken {
        let id: String = row["id"]
        let digest: Data = row["digest"]
        guard let role = APIToken.Role(rawValue: row["role"]) else {
            throw RegistrationError.store(.recordDamaged(id: id))
        }
        return APIToken(
            id: id, digest: Array(digest), role: role, owner: row["owner"], createdAt: row["created_at"])
    }

    private static func creation(_ row: Row) -> IdempotentCreation {
        let fingerprint: Data = row["fingerprint"]
        let body: Data? = row["body"]
        return IdempotentCreation(
            owner: row["owner"], key: row["name"], fingerprint: Array(fingerprint), status: row["status"],
            body: body.map { Array($0) } ?? [], createdAt: row["created_at"])
    }
}
