internal import GRDB

/// The migration after which a client, by its issuer and its identifier there, has one record.
extension Schema {
    /// Makes the index unique by which clients are found, after it has settled the clients that are there twice.
    ///
    /// Of the records of one client the one stays that can still be managed and was made first. The others had the same
    /// answer of a provider. They give up their registration, which is put aside: a record that was not final is in
    /// doubt, so that its owner sees no secret any more, nobody deletes or changes the client by it, and an operator is
    /// asked to check it. The record that stays is news to gates again.
    static func giveEachClientOneRecord(_ database: Database) throws {
        try database.execute(sql: contestedRegistrations)
        let records = try Row.fetchAll(
            database,
            sql: """
                SELECT id, issuer, client_id FROM clients AS record WHERE client_id <> '' AND EXISTS (
                    SELECT 1 FROM clients AS other WHERE other.issuer = record.issuer
                        AND other.client_id = record.client_id AND other.id <> record.id)
                ORDER BY issuer, client_id, state IN ('deleted', 'failed'), registration_client_uri IS NULL,
                    created_at, rowid
                """)
        var holder: (id: String, issuer: String, clientID: String)?
        for row in records {
            let (id, issuer, clientID): (String, String, String) = (row["id"], row["issuer"], row["client_id"])
            if let holder, holder.issuer.utf8.elementsEqual(issuer.utf8),
                holder.clientID.utf8.elementsEqual(clientID.utf8)
            {
                try putAside(id, heldBy: holder.id, database)
            } else {
                holder = (id, issuer, clientID)
                try database.execute(
                    sql: "UPDATE clients SET sequence = ? WHERE id = ?",
                    arguments: [try ClientRow.nextSequence(database), id])
            }
        }
        try database.execute(sql: uniqueClients)
    }

    /// Takes from a record the registration of a client that another record has.
    private static func putAside(_ id: String, heldBy holder: String, _ database: Database) throws {
        let reason = """
            the provider answered its registration with the client of the record `\(holder)`, which keeps it; both \
            owners may know the secret: rotate that of `\(holder)`, and do not delete the client at the provider on \
            account of this record
            """
        try database.execute(
            sql: """
                INSERT INTO contested_registrations SELECT id, ?, state, client_id, sealed_client_secret,
                    sealed_revealed_secret_digest, secret_expires_at, sealed_registration_access_token,
                    registration_access_token_expires_at, registration_client_uri, metadata FROM clients WHERE id = ?
                """,
            arguments: [holder, id])
        try database.execute(
            sql: """
                UPDATE clients SET client_id = NULL, sealed_client_secret = NULL, sealed_revealed_secret_digest = NULL,
                    secret_expires_at = NULL, sealed_registration_access_token = NULL,
                    registration_access_token_expires_at = NULL, registration_client_uri = NULL, metadata = NULL,
                    intent = NULL, operation_id = NULL, version = version + 1 WHERE id = ?
                """,
            arguments: [id])
        try database.execute(
            sql: """
                UPDATE clients SET state = 'in_doubt', state_reason = ?
                WHERE id = ? AND state NOT IN ('deleted', 'failed')
                """,
            arguments: [reason, id])
    }

    /// The registrations that records held of a client that another record has, sealed as they were, until the record
    /// is forgotten.
    private static let contestedRegistrations = """
        CREATE TABLE contested_registrations (
            id TEXT NOT NULL PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
            holder TEXT NOT NULL,
            state TEXT NOT NULL,
            client_id TEXT NOT NULL,
            sealed_client_secret BLOB,
            sealed_revealed_secret_digest BLOB,
            secret_expires_at INTEGER,
            sealed_registration_access_token BLOB,
            registration_access_token_expires_at INTEGER,
            registration_client_uri TEXT,
            metadata TEXT
        ) STRICT;
        CREATE TRIGGER contested_registrations_by_state AFTER UPDATE OF state ON clients
        WHEN NEW.state = 'deleted' AND OLD.state <> 'deleted' BEGIN
            DELETE FROM contested_registrations WHERE id = NEW.id;
        END;
        """

    /// The unique index of clients: identifiers are compared byte for byte; one that is not known is `NULL`, or empty,
    /// and nobody's.
    private static let uniqueClients = """
        DROP INDEX clients_by_client_id;
        CREATE UNIQUE INDEX clients_by_client_id ON clients (issuer, client_id) WHERE client_id <> '';
        """

    /// The number of times in a row that a provider has not let a client be managed, since when, and when it was asked
    /// last.
    static let refusals = """
        ALTER TABLE clients ADD COLUMN refusals INTEGER;
        ALTER TABLE clients ADD COLUMN refused_since INTEGER;
        ALTER TABLE clients ADD COLUMN refused_at INTEGER;
        """
}
