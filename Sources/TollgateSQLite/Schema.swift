internal import GRDB

/// The tables, and how older databases become newer ones.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 providers and clients") { database in
            try database.execute(sql: providersAndClients)
        }
        migrator.registerMigration("2 applications, requests and offers") { database in
            try database.execute(sql: applicationsRequestsAndOffers)
        }
        migrator.registerMigration("3 administration") { database in
            try database.execute(sql: administration)
        }
        migrator.registerMigration("4 clients that wait for their first token") { database in
            try database.execute(sql: verifyingClients)
        }
        migrator.registerMigration("5 notices and expiring registration access tokens") { database in
            try database.execute(sql: noticesAndTokenExpiry)
        }
        migrator.registerMigration("6 lists") { database in
            try database.execute(sql: lists)
        }
        migrator.registerMigration("7 confirmed deletions") { database in
            try database.execute(sql: confirmedDeletions)
        }
        migrator.registerMigration("8 digests of revealed secrets") { database in
            try database.execute(sql: revealedSecretDigests)
        }
        migrator.registerMigration("9 discarded clients") { database in
            try database.execute(sql: discardedClients)
        }
        return migrator
    }

    /// The first two tables.
    ///
    /// `provider_in_use` repeats `provider` as long as the client's state is not final. The reference then keeps the
    /// provider from being deleted whatever the program does, and records of clients that are gone stay readable.
    private static let providersAndClients = """
        CREATE TABLE providers (
            name TEXT NOT NULL PRIMARY KEY,
            driver TEXT NOT NULL,
            address TEXT NOT NULL,
            issuer TEXT NOT NULL,
            sealed_initial_access BLOB NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE clients (
            id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version >= 1),
            state TEXT NOT NULL CHECK (state IN ('registering', 'active', 'updating', 'deleting', 'deleted', 'failed',
                'in_doubt', 'lost')),
            state_reason TEXT,
            operation_id TEXT,
            provider TEXT NOT NULL,
            provider_in_use TEXT REFERENCES providers (name) ON DELETE RESTRICT,
            issuer TEXT NOT NULL,
            application TEXT NOT NULL,
            product TEXT NOT NULL,
            plan TEXT NOT NULL,
            scopes TEXT NOT NULL,
            client_type TEXT NOT NULL,
            redirect_uris TEXT NOT NULL,
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

        CREATE INDEX clients_by_provider ON clients (provider_in_use);
        CREATE INDEX clients_by_client_id ON clients (issuer, client_id);
        """

    /// Clients belong to applications, have any number of subscriptions, and tell in which order they changed.
    ///
    /// `slot` repeats `ClientRecord.slot` as long as the client's state is not final, so that two processes cannot
    /// both register a client for one application; `application_in_use` is to applications what `provider_in_use` is
    /// to providers. `sequence` is greater than every other at each change: what the feed to gateways is read by.
    private static let applicationsRequestsAndOffers = """
        CREATE TABLE applications (
            id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version >= 1),
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            owner TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE offers (
            product TEXT NOT NULL PRIMARY KEY,
            provider TEXT NOT NULL REFERENCES providers (name) ON DELETE RESTRICT,
            client_types TEXT NOT NULL,
            approves_automatically INTEGER NOT NULL CHECK (approves_automatically IN (0, 1))
        ) STRICT;
        CREATE INDEX offers_by_provider ON offers (provider);

        CREATE TABLE access_requests (
            id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version >= 1),
            state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'fulfilled', 'rejected', 'failed', 'withdrawn')),
            state_detail TEXT,
            application TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
            product TEXT NOT NULL,
            plan TEXT NOT NULL,
            client_type TEXT NOT NULL,
            redirect_uris TEXT NOT NULL,
            starts_at INTEGER,
            ends_at INTEGER,
            decided_by TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX open_access_requests ON access_requests (application, product, client_type)
            WHERE state IN ('pending', 'approved');

        ALTER TABLE clients ADD COLUMN application_id TEXT;
        ALTER TABLE clients ADD COLUMN application_in_use TEXT REFERENCES applications (id) ON DELETE RESTRICT;
        ALTER TABLE clients ADD COLUMN slot TEXT;
        ALTER TABLE clients ADD COLUMN subscriptions TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE clients ADD COLUMN developer_metadata TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE clients ADD COLUMN intent TEXT;
        ALTER TABLE clients ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
        UPDATE clients SET sequence = rowid,
            subscriptions = json_array(json_object('id', id, 'product', product, 'plan', plan));
        ALTER TABLE clients DROP COLUMN product;
        ALTER TABLE clients DROP COLUMN plan;
        CREATE UNIQUE INDEX clients_by_slot ON clients (slot);
        CREATE UNIQUE INDEX clients_by_sequence ON clients (sequence);
        CREATE INDEX clients_by_application ON clients (application_in_use);
        """

    /// The states that a client may be in, with `verifying` among them: a check cannot be changed in place.
    private static let verifyingClients = """
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

    /// Who may use the admin API, and which of its creations can be repeated without harm.
    private static let administration = """
        ALTER TABLE providers ADD COLUMN description TEXT NOT NULL DEFAULT '';

        CREATE TABLE api_tokens (
            id TEXT NOT NULL PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,
            role TEXT NOT NULL CHECK (role IN ('admin', 'developer', 'gateway')),
            owner TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE idempotency_keys (
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            status INTEGER,
            body BLOB,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (owner, name)
        ) STRICT;
        CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
        """

    /// What happened, until somebody outside has heard of it, and for 30 days.
    private static let noticesAndTokenExpiry = """
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

    /// What lists are filtered by, each with the order in which they are shown.
    private static let lists = """
        CREATE INDEX applications_by_owner ON applications (owner, created_at);
        CREATE INDEX applications_by_age ON applications (created_at);
        CREATE INDEX access_requests_by_application ON access_requests (application, created_at);
        CREATE INDEX access_requests_by_state ON access_requests (state, created_at);
        CREATE INDEX access_requests_by_age ON access_requests (created_at);
        CREATE INDEX clients_by_application_id ON clients (application_id, created_at);
        CREATE INDEX clients_by_state ON clients (state, created_at);
        CREATE INDEX clients_by_age ON clients (created_at);
        """

    /// When a provider confirmed a deletion: from then on the client's tokens only run out.
    ///
    /// Of earlier deletions nobody knows whether a provider or a person said so.
    private static let confirmedDeletions = "ALTER TABLE clients ADD COLUMN deletion_confirmed_at INTEGER"

    /// By what a secret is recognised that its owner has seen and its provider repeats; sealed like the secret itself.
    ///
    /// Of secrets that were revealed before there is none.
    private static let revealedSecretDigests = "ALTER TABLE clients ADD COLUMN sealed_revealed_secret_digest BLOB"

    /// The greatest sequence number of a record that was removed, in the only row there is: none is given twice.
    private static let discardedClients = """
        CREATE TABLE discarded_clients (sequence INTEGER NOT NULL) STRICT;
        INSERT INTO discarded_clients (sequence) VALUES (0);
        """
}
