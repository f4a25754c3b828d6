import Foundation
import GRDB
import Testing
import TollgateRegistrar
import TollgateSQLite

@Suite("A database of an older version")
struct MigrationTests {
    /// What version 0.1.0 made, with one provider and one client.
    private static let version1 = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('1 providers and clients');
        CREATE TABLE providers (name TEXT NOT NULL PRIMARY KEY, driver TEXT NOT NULL, address TEXT NOT NULL,
            issuer TEXT NOT NULL, sealed_initial_access BLOB NOT NULL, created_at INTEGER NOT NULL) STRICT;
        CREATE TABLE clients (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL CHECK (version >= 1),
            state TEXT NOT NULL CHECK (state IN ('registering', 'active', 'updating', 'deleting', 'deleted', 'failed',
                'in_doubt', 'lost')), state_reason TEXT, operation_id TEXT, provider TEXT NOT NULL,
            provider_in_use TEXT REFERENCES providers (name) ON DELETE RESTRICT, issuer TEXT NOT NULL,
            application TEXT NOT NULL, product TEXT NOT NULL, plan TEXT NOT NULL, scopes TEXT NOT NULL,
            client_type TEXT NOT NULL, redirect_uris TEXT NOT NULL, client_id TEXT, sealed_client_secret BLOB,
            secret_expires_at INTEGER, sealed_registration_access_token BLOB, registration_client_uri TEXT,
            metadata TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
            CHECK ((provider_in_use IS NULL) = (state IN ('deleted', 'failed'))),
            CHECK (provider_in_use IS NULL OR provider_in_use = provider)) STRICT;
        CREATE INDEX clients_by_provider ON clients (provider_in_use);
        CREATE INDEX clients_by_client_id ON clients (issuer, client_id);
        INSERT INTO providers VALUES ('idp', 'other', 'https://idp.example', 'https://idp.example', x'01', 5);
        INSERT INTO clients VALUES ('r-1', 2, 'active', NULL, NULL, 'idp', 'idp', 'https://idp.example', 'Acme',
            'payments', 'free', '["product_payments","free_plan"]',
            '{"description":"d","displayName":"B","grantTypes":["client_credentials"],"name":"backend",' ||
                '"responseTypes":[],"tokenEndpointAuthMethod":"client_secret_basic"}',
            '[]', 'c-1', x'02', 0, x'03', 'https://idp.example/register/c-1', '{"x":1}', 6, 7);
        """

    @Test("It is brought up to date, and its clients keep their plans, secrets and registration tokens")
    func fromVersion1() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("clients.db").path
        try await DatabaseQueue(path: path).write { try $0.execute(sql: Self.version1) }

        let store = try SQLiteClientStore(path: path)
        let record = try #require(try await store.client(id: "r-1"))
        #expect(record.state == .active)
        #expect(record.grant.subscriptions == [Subscription(id: "r-1", product: "payments", plan: "free")])
        #expect(record.grant.applicationID == nil)
        #expect(record.registration?.clientSecret == SealedSecret(bytes: [2]))
        #expect(record.registration?.revealedSecretDigest == nil)
        #expect(record.registration?.registrationAccessToken == SealedSecret(bytes: [3]))
        #expect(try await store.changes(after: 0, limit: 9).map(\.record) == [record])
        await #expect(throws: ClientStoreError.self) { try await store.deleteProvider(named: "idp") }
        let changed = try await store.apply(.deleting(operationID: "o"), to: "r-1", at: 2, now: 8)
        #expect(try await store.client(id: "r-1") == changed)
    }
}
