internal import GRDB

/// The tables, and how older databases become newer ones.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 providers and clients") { database in
            try database.execute(sql: providersAndClients)
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
}
