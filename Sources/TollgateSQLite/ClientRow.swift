internal import Foundation
internal import GRDB
internal import TollgateRegistrar

/// Client records as rows.
enum ClientRow {
    static func insert(_ record: ClientRecord, _ database: Database) throws {
        let columns = try columns(of: record) + [("sequence", try nextSequence(database))]
        let names = columns.map(\.name).joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        try database.execute(
            sql: "INSERT INTO clients (\(names)) VALUES (\(marks))", arguments: StatementArguments(columns.map(\.value))
        )
    }

    /// Writes a record over its predecessor, which must be the version before.
    static func update(_ record: ClientRecord, over predecessor: ClientRecord, _ database: Database) throws {
        var columns = try columns(of: record)
        if record.isNews(after: predecessor) { columns.append(("sequence", try nextSequence(database))) }
        let assignments = columns.map { "\($0.name) = ?" }.joined(separator: ", ")
        let values: [(any DatabaseValueConvertible)?] = columns.map(\.value) + [record.id, record.version - 1]
        try database.execute(
            sql: "UPDATE clients SET \(assignments) WHERE id = ? AND version = ?",
            arguments: StatementArguments(values))
        guard database.changesCount == 1 else {
            throw RegistrationError.recordChanged(id: record.id, expected: record.version - 1, found: record.version)
        }
    }

    /// Removes a record; its sequence number, which gateways may have seen, is not given again.
    static func delete(_ database: Database, id: String) throws {
        try database.execute(
            sql: "UPDATE discarded_clients SET sequence = MAX(sequence, (SELECT sequence FROM clients WHERE id = ?))",
            arguments: [id])
        try database.execute(sql: "DELETE FROM clients WHERE id = ?", arguments: [id])
    }

    static func fetch(_ database: Database, id: String) throws -> ClientRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM clients WHERE id = ?", arguments: [id]).map(read)
    }

    static func fetch(_ database: Database, slot: String) throws -> ClientRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM clients WHERE slot = ?", arguments: [slot]).map(read)
    }

    /// Finds the record that holds a client, whatever its state; `nil` where none does, or no identifier is known.
    static func fetch(_ database: Database, client clientID: String?, of issuer: String) throws -> ClientRecord? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM clients WHERE issuer = ? AND client_id = ? AND client_id <> ''",
            arguments: [issuer, clientID]
        ).map(read)
    }

    static func fetchChanges(_ database: Database, after sequence: Int64, limit: Int) throws -> [ClientChange] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT clients.*, client_changes.mark FROM clients
                LEFT JOIN client_changes ON client_changes.sequence = clients.sequence
                WHERE clients.sequence > ? ORDER BY clients.sequence LIMIT ?
                """,
            arguments: [sequence, limit]
        ).map { row in
            let mark: Int64? = row["mark"]
            return ClientChange(
                point: ClientChangePoint(sequence: row["sequence"], mark: mark ?? 0), record: try read(row))
        }
    }

    /// Finds a change that is remembered; the last one without a number.
    static func fetchPoint(_ database: Database, at sequence: Int64?) throws -> ClientChangePoint? {
        let row =
            if let sequence {
                try Row.fetchOne(
                    database, sql: "SELECT * FROM client_changes WHERE sequence = ?", arguments: [sequence])
            } else {
                try Row.fetchOne(database, sql: "SELECT * FROM client_changes ORDER BY sequence DESC LIMIT 1")
            }
        return row.map { ClientChangePoint(sequence: $0["sequence"], mark: $0["mark"]) }
    }

    static func fetchAll(_ database: Database) throws -> [ClientRecord] {
        try Row.fetchAll(database, sql: "SELECT * FROM clients ORDER BY created_at, rowid").map(read)
    }

    /// Lists the applications, with their records, that keep a provider from being deleted.
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

    /// Lists the records that keep an application from being deleted.
    static func ids(_ database: Database, application: String) throws -> [String] {
        try String.fetchAll(
            database, sql: "SELECT id FROM clients WHERE application_in_use = ? ORDER BY created_at, rowid",
            arguments: [application])
    }

    /// Returns the next sequence number: the greatest number of a row that is there or was removed is the last one
    /// given.
    static func nextSequence(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database,
            sql: """
                SELECT 1 + MAX(
                    (SELECT COALESCE(MAX(sequence), 0) FROM clients), (SELECT sequence FROM discarded_clients))
                """) ?? 1
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
            ("application", record.settings.application), ("application_id", record.settings.applicationID),
            ("application_in_use", record.state.isFinal ? nil : record.settings.applicationID),
            ("slot", record.state.isFinal ? nil : record.slot),
            ("subscriptions", try JSONColumn.text(record.settings.subscriptions)),
            ("scopes", try JSONColumn.text(record.settings.scopes)),
            ("client_type", try JSONColumn.text(record.settings.clientType)),
            ("redirect_uris", try JSONColumn.text(record.settings.redirectURIs)),
            ("developer_metadata", try JSONColumn.text(record.settings.metadata)),
            ("intent", try record.intent.map { try JSONColumn.text($0) }),
            ("client_id", registration?.clientID),
            ("sealed_client_secret", registration?.clientSecret.map { Data($0.bytes) }),
            ("sealed_revealed_secret_digest", registration?.revealedSecretDigest.map { Data($0.bytes) }),
            ("secret_expires_at", registration?.secretExpiresAt),
            ("sealed_registration_access_token", registration?.registrationAccessToken.map { Data($0.bytes) }),
            ("registration_access_token_expires_at", registration?.registrationAccessTokenExpiresAt),
            ("registration_client_uri", registration?.registrationClientURI),
            ("metadata", try registration.map { try JSONColumn.text($0.members) }),
            ("refusals", record.refusals?.count), ("refused_since", record.refusals?.since),
            ("refused_at", record.refusals?.lastAt), ("deletion_confirmed_at", record.deletionConfirmedAt),
            ("created_at", record.createdAt), ("updated_at", record.updatedAt),
        ]
    }

    static func read(_ row: Row) throws -> ClientRecord {
        let id: String = row["id"]
        guard let state = ClientState(name: row["state"], reason: row["state_reason"]) else {
            throw RegistrationError.store(.recordDamaged(id: id))
        }
        let settings = ClientSettings(
            application: row["application"], applicationID: row["application_id"],
            subscriptions: try JSONColumn.value(row["subscriptions"], of: id),
            scopes: try JSONColumn.value(row["scopes"], of: id),
            clientType: try JSONColumn.value(row["client_type"], of: id),
            redirectURIs: try JSONColumn.value(row["redirect_uris"], of: id),
            metadata: try JSONColumn.value(row["developer_metadata"], of: id))
        let intent: String? = row["intent"]
        return ClientRecord(
            id: id, version: row["version"], state: state, operationID: row["operation_id"],
            provider: row["provider"], issuer: row["issuer"], settings: settings,
            intent: try intent.map { try JSONColumn.value($0, of: id) }, registration: try registration(row, of: id),
            refusals: refusals(row), deletionConfirmedAt: row["deletion_confirmed_at"],
            createdAt: row["created_at"], updatedAt: row["updated_at"])
    }

    private static func refusals(_ row: Row) -> ManagementRefusals? {
        guard let count: Int = row["refusals"] else { return nil }
        return ManagementRefusals(count: count, since: row["refused_since"] ?? 0, lastAt: row["refused_at"] ?? 0)
    }

    private static func registration(_ row: Row, of id: String) throws -> ClientRegistration? {
        guard let clientID: String = row["client_id"] else { return nil }
        let secret: Data? = row["sealed_client_secret"]
        let digest: Data? = row["sealed_revealed_secret_digest"]
        let token: Data? = row["sealed_registration_access_token"]
        let members: String? = row["metadata"]
        return ClientRegistration(
            clientID: clientID, clientSecret: secret.map { SealedSecret(bytes: Array($0)) },
            revealedSecretDigest: digest.map { SealedSecret(bytes: Array($0)) },
            secretExpiresAt: row["secret_expires_at"] ?? 0,
            registrationAccessToken: token.map { SealedSecret(bytes: Array($0)) },
            registrationAccessTokenExpiresAt: row["registration_access_token_expires_at"] ?? 0,
            registrationClientURI: row["registration_client_uri"],
            members: try members.map { try JSONColumn.value($0, of: id) } ?? [:])
    }
}
