internal import Foundation
internal import GRDB
internal import TollgateRegistrar

/// Client records as rows.
enum ClientRow {
    static func insert(_ record: ClientRecord, _ database: Database) throws {
        let columns = try columns(of: record)
        let names = columns.map(\.name).joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        try database.execute(
            sql: "INSERT INTO clients (\(names)) VALUES (\(marks))", arguments: StatementArguments(columns.map(\.value))
        )
    }

    /// Writes a record over its predecessor, which must be the version before.
    static func update(_ record: ClientRecord, _ database: Database) throws {
        let columns = try columns(of: record)
        let assignments = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
        let values: [(any DatabaseValueConvertible)?] = columns.map(\.value) + [record.id, record.version - 1]
        try database.execute(
            sql: "UPDATE clients SET \(assignments) WHERE id = ? AND version = ?",
            arguments: StatementArguments(values))
        guard database.changesCount == 1 else {
            throw ClientStoreError.conflict(id: record.id, expected: record.version - 1, found: record.version)
        }
    }

    static func fetch(_ database: Database, id: String) throws -> ClientRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM clients WHERE id = ?", arguments: [id]).map(read)
    }

    static func fetchAll(_ database: Database) throws -> [ClientRecord] {
        try Row.fetchAll(database, sql: "SELECT * FROM clients ORDER BY created_at, rowid").map(read)
    }

    /// The applications, with their records, that keep a provider from being deleted.
    static func applications(_ database: Database, provider: String) throws -> [String] {
        try Row.fetchAll(
            database,
            sql: "SELECT application, id FROM clients WHERE provider_in_use = ? ORDER BY created_at, rowid",
            arguments: [provider]
        ).map { row in
            let application: String = row["application"]
            let id: String = row["id"]
            return "\(application) (\(id))"
        }
    }

    private static func columns(
        of record: ClientRecord
    ) throws -> [(name: String, value: (any DatabaseValueConvertible)?)] {
        let registration = record.registration
        return [
            ("id", record.id), ("version", record.version),
            ("state", record.state.name), ("state_reason", record.state.reason),
            ("operation_id", record.operationID),
            ("provider", record.provider), ("provider_in_use", record.state.isFinal ? nil : record.provider),
            ("issuer", record.issuer),
            ("application", record.grant.application), ("product", record.grant.product),
            ("plan", record.grant.plan), ("scopes", try text(record.grant.scopes)),
            ("client_type", try text(record.grant.clientType)),
            ("redirect_uris", try text(record.grant.redirectURIs)),
            ("client_id", registration?.clientID),
            ("sealed_client_secret", registration?.clientSecret.map { Data($0.bytes) }),
            ("secret_expires_at", registration?.secretExpiresAt),
            ("sealed_registration_access_token", registration?.registrationAccessToken.map { Data($0.bytes) }),
            ("registration_client_uri", registration?.registrationClientURI),
            ("metadata", try registration.map { try text($0.members) }),
            ("created_at", record.createdAt), ("updated_at", record.updatedAt),
        ]
    }

    private static func read(_ row: Row) throws -> ClientRecord {
        let id: String = row["id"]
        do {
            guard let state = ClientState(name: row["state"], reason: row["state_reason"]) else {
                throw ClientStoreError.recordDamaged(id: id)
            }
            let grant = ClientGrant(
                application: row["application"], product: row["product"], plan: row["plan"],
                scopes: try value(row["scopes"]), clientType: try value(row["client_type"]),
                redirectURIs: try value(row["redirect_uris"]))
            return ClientRecord(
                id: id, version: row["version"], state: state, operationID: row["operation_id"],
                provider: row["provider"], issuer: row["issuer"], grant: grant, registration: try registration(row),
                createdAt: row["created_at"], updatedAt: row["updated_at"])
        } catch is DecodingError {
            throw ClientStoreError.recordDamaged(id: id)
        }
    }

    private static func registration(_ row: Row) throws -> ClientRegistration? {
        guard let clientID: String = row["client_id"] else { return nil }
        let secret: Data? = row["sealed_client_secret"]
        let token: Data? = row["sealed_registration_access_token"]
        let members: String? = row["metadata"]
        return ClientRegistration(
            clientID: clientID, clientSecret: secret.map { SealedSecret(bytes: Array($0)) },
            secretExpiresAt: row["secret_expires_at"] ?? 0,
            registrationAccessToken: token.map { SealedSecret(bytes: Array($0)) },
            registrationClientURI: row["registration_client_uri"], members: try members.map { try value($0) } ?? [:])
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
