internal import GRDB

/// The tables, and the migrations of older databases.
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
        migrator.registerMigration("10 marks of changes") { database in
            try database.execute(sql: marksOfChanges)
        }
        migrator.registerMigration("11 one record for each client", migrate: giveEachClientOneRecord)
        migrator.registerMigration("12 refusals of registration access tokens") { database in
            try database.execute(sql: refusals)
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

    /// The tables of applications, requests and offers: clients belong to applications, have any number of
    /// subscriptions, and tell in which order they changed.
    ///
    /// `slot` repeats `ClientRecord.slot` as long as the client's state is not final, so that two processes cannot
    /// both register a client for one application; `application_in_use` is to applications what `provider_in_use` is
    /// to providers. `sequence` is greater than every other at each change, and the order of the feed to gateways.
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

    /// The tokens of the registrar's API, and the creations that can be repeated without harm.
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
}
