/// The migrations from the fourth on.
extension Schema {
    /// The states that a client may be in, with `verifying` among them: a check cannot be changed in place.
    static let verifyingClients = """
        CREATE TABLE new_clients (
            id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version >= 1),
            sequence INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('registering', 'verifying', 'active', 'updating', 'deleting',
                'deleted', 'failed', 'in_doubt', 'lost')),
            state_reason TEXT,
            operation_id TEXT,
            provider TEXT NOT NULL,
            provider_in_use TEXT REFERENCES providers (name) ON DELETE RESTRICT,
            issuer TEXT NOT NULL,
            application TEXT NOT NULL,
            application_id TEXT,
            application_in_use TEXT REFERENCES applications (id) ON DELETE RESTRICT,
            slot TEXT,
            subscriptions TEXT NOT NULL,
            scopes TEXT NOT NULL,
            client_type TEXT NOT NULL,
            redirect_uris TEXT NOT NULL,
            developer_metadata TEXT NOT NULL,
            intent TEXT,
            client_id TEXT,
            sealed_client_secret BLOB,
            secret_expires_at INTEGER,
            sealed_registration_access_token BLOB,
            registration_client_uri TEXT,
            metadata TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            CHECK ((provider_in_use IS NULL) = (state IN ('deleted', 'failed'))),
            CHECK (provider_in_use IS NULL OR provider_in_use = provider)
        ) STRICT;

        INSERT INTO new_clients (id, version, sequence, state, state_reason, operation_id, provider, provider_in_use,
                issuer, application, application_id, application_in_use, slot, subscriptions, scopes, client_type,
                redirect_uris, developer_metadata, intent, client_id, sealed_client_secret, secret_expires_at,
                sealed_registration_access_token, registration_client_uri, metadata, created_at, updated_at)
            SELECT id, version, sequence, state, state_reason, operation_id, provider, provider_in_use,
                issuer, application, application_id, application_in_use, slot, subscriptions, scopes, client_type,
                redirect_uris, developer_metadata, intent, client_id, sealed_client_secret, secret_expires_at,
                sealed_registration_access_token, registration_client_uri, metadata, created_at, updated_at
            FROM clients ORDER BY rowid;
        DROP TABLE clients;
        ALTER TABLE new_clients RENAME TO clients;

        CREATE INDEX clients_by_provider ON clients (provider_in_use);
        CREATE INDEX clients_by_client_id ON clients (issuer, client_id);
        CREATE UNIQUE INDEX clients_by_slot ON clients (slot);
        CREATE UNIQUE INDEX clients_by_sequence ON clients (sequence);
        CREATE INDEX clients_by_application ON clients (application_in_use);
        """

    /// The notices, until they are delivered, and for 30 days.
    static let noticesAndTokenExpiry = """
        ALTER TABLE clients ADD COLUMN registration_access_token_expires_at INTEGER;

        CREATE TABLE notices (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            event TEXT NOT NULL,
            subject TEXT NOT NULL,
            occurred_at INTEGER NOT NULL,
            members TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'abandoned')),
            attempts INTEGER NOT NULL,
            due_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX notices_that_wait ON notices (sequence) WHERE state = 'waiting';
        CREATE INDEX notices_by_age ON notices (occurred_at);
        """

    /// The indexes that lists are filtered by, each with the order in which they are shown.
    static let lists = """
        CREATE INDEX applications_by_owner ON applications (owner, created_at);
        CREATE INDEX applications_by_age ON applications (created_at);
        CREATE INDEX access_requests_by_application ON access_requests (application, created_at);
        CREATE INDEX access_requests_by_state ON access_requests (state, created_at);
        CREATE INDEX access_requests_by_age ON access_requests (created_at);
        CREATE INDEX clients_by_application_id ON clients (application_id, created_at);
        CREATE INDEX clients_by_state ON clients (state, created_at);
        CREATE INDEX clients_by_age ON clients (created_at);
        """

    /// The time at which a provider confirmed a deletion: from then on the client's tokens only run out.
    ///
    /// Of earlier deletions nobody knows whether a provider or a person said so.
    static let confirmedDeletions = "ALTER TABLE clients ADD COLUMN deletion_confirmed_at INTEGER"

    /// The digest that recognises a secret that its owner has seen and its provider repeats; sealed like the secret
    /// itself.
    ///
    /// There is none of secrets that were revealed before.
    static let revealedSecretDigests = "ALTER TABLE clients ADD COLUMN sealed_revealed_secret_digest BLOB"

    /// The greatest sequence number of a record that was removed, in the only row there is: none is given twice.
    static let discardedClients = """
        CREATE TABLE discarded_clients (sequence INTEGER NOT NULL) STRICT;
        INSERT INTO discarded_clients (sequence) VALUES (0);
        """

    /// A random mark of each change, by which a gate recognises a change that it has heard of.
    ///
    /// A number alone does not do: a database that was restored from a backup gives the same numbers to other changes.
    static let marksOfChanges = """
        CREATE TABLE client_changes (
            sequence INTEGER NOT NULL PRIMARY KEY,
            mark INTEGER NOT NULL CHECK (mark >= 0)
        ) STRICT;
        INSERT INTO client_changes SELECT sequence, random() & 9223372036854775807 FROM clients;

        CREATE TRIGGER client_changes_by_insertion AFTER INSERT ON clients BEGIN
            INSERT OR REPLACE INTO client_changes VALUES (NEW.sequence, random() & 9223372036854775807);
            DELETE FROM client_changes WHERE sequence <= NEW.sequence - 100000;
        END;
        CREATE TRIGGER client_changes_by_update AFTER UPDATE OF sequence ON clients
        WHEN NEW.sequence <> OLD.sequence BEGIN
            INSERT OR REPLACE INTO client_changes VALUES (NEW.sequence, random() & 9223372036854775807);
            DELETE FROM client_changes WHERE sequence <= NEW.sequence - 100000;
        END;
        """
}
