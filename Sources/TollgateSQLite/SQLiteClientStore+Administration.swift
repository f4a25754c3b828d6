internal import Foundation
internal import GRDB
public import TollgateRegistrar

extension SQLiteClientStore: AdministrationStore {
    /// Adds a token.
    public func insert(_ token: APIToken) async throws(ClientStoreError) {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO api_tokens (id, digest, role, owner, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [token.id, Data(token.digest), token.role.rawValue, token.owner, token.createdAt])
        }
    }

    /// The token of this digest, if there is one.
    public func token(digest: [UInt8]) async throws(ClientStoreError) -> APIToken? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM api_tokens WHERE digest = ?", arguments: [Data(digest)])
                .map(Self.token)
        }
    }

    /// All tokens, oldest first.
    public func tokens() async throws(ClientStoreError) -> [APIToken] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM api_tokens ORDER BY created_at, rowid").map(Self.token)
        }
    }

    /// Tokens, oldest first.
    public func tokens(in window: ListWindow) async throws(ClientStoreError) -> ListPage<APIToken> {
        try await read { try ListQuery("api_tokens", orderedBy: "created_at, rowid").page(in: window, $0, Self.token) }
    }

    /// Removes a token.
    public func deleteToken(id: String) async throws(ClientStoreError) {
        try await write { database in
            try database.execute(sql: "DELETE FROM api_tokens WHERE id = ?", arguments: [id])
            guard database.changesCount > 0 else { throw ClientStoreError.tokenUnknown(id: id) }
        }
    }

    /// Notes a creation before it is begun, unless there is one of its owner and key already.
    public func begin(
        _ creation: IdempotentCreation, forgettingBefore oldest: Int64
    ) async throws(ClientStoreError) -> IdempotentCreation? {
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

    /// Notes how a creation ended.
    public func finish(_ creation: IdempotentCreation) async throws(ClientStoreError) {
        try await write { database in
            try database.execute(
                sql: "UPDATE idempotency_keys SET status = ?, body = ? WHERE owner = ? AND name = ?",
                arguments: [creation.status, Data(creation.body), creation.owner, creation.key])
        }
    }

    /// Forgets a creation that led to nothing.
    public func forget(_ creation: IdempotentCreation) async throws(ClientStoreError) {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM idempotency_keys WHERE owner = ? AND name = ?",
                arguments: [creation.owner, creation.key])
        }
    }

    private static func token(_ row: Row) throws -> APIToken {
        let id: String = row["id"]
        let digest: Data = row["digest"]
        guard let role = APIToken.Role(rawValue: row["role"]) else { throw ClientStoreError.recordDamaged(id: id) }
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
