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

    /// A record of the first version, of a client that others may have as well.
    private static func record(_ id: String, _ state: String, client: String, issuer: String, at time: Int) -> String {
        let isFinal = state == "deleted" || state == "failed"
        return """
            INSERT INTO clients VALUES ('\(id)', 3, '\(state)', NULL, 'op', 'idp', \(isFinal ? "NULL" : "'idp'"),
                'https://\(issuer)', 'Acme', 'payments', 'free', '["product_payments"]',
                '{"description":"d","displayName":"B","grantTypes":["client_credentials"],"name":"backend",' ||
                    '"responseTypes":[],"tokenEndpointAuthMethod":"client_secret_basic"}',
                '[]', '\(client)', x'02', 0, x'03', 'https://idp.example/register/\(client)', '{"x":1}', \(time), 7);
            """
    }

    /// wso2/api-manager 1810: what an earlier version let in.
    @Test("Of the records of one client the first that is in use stays; the others are in doubt, and nothing is lost")
    func twoOfOneClient() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("clients.db").path
        let rows = [
            ("gone", "deleted", "c-1", "idp.example", 1), ("second", "active", "c-1", "idp.example", 8),
            ("third", "deleting", "c-1", "idp.example", 8), ("other", "active", "c-1", "other.example", 8),
            ("composed", "active", "jos\u{E9}", "idp.example", 8), ("split", "active", "jose\u{301}", "idp.example", 8),
            ("none", "in_doubt", "", "idp.example", 8), ("none-2", "in_doubt", "", "idp.example", 8),
        ].map { Self.record($0.0, $0.1, client: $0.2, issuer: $0.3, at: $0.4) }
        try await DatabaseQueue(path: path).write { database in
            try database.execute(sql: Self.version1 + rows.joined())
        }

        let store = try SQLiteClientStore(path: path)
        let first = try #require(try await store.client(id: "r-1"))
        #expect(first.state == .active)
        #expect(first.clientID == "c-1")
        for id in ["second", "third", "gone"] {
            let record = try #require(try await store.client(id: id))
            #expect(record.registration == nil)
            #expect(record.state.name == (id == "gone" ? "deleted" : "in_doubt"))
            #expect(id == "gone" || record.state.reason?.contains("the record `r-1`, which keeps it") == true)
            #expect(record.version == 4)
        }
        for id in ["other", "composed", "split", "none", "none-2"] {
            #expect(try await store.client(id: id)?.version == 3)
            #expect(try await store.client(id: id)?.registration != nil)
        }
        // Gates are told once more of the record that stays, after all that they may have heard.
        #expect(try await store.changes(after: 0, limit: 20).last?.record == first)
        #expect(try await store.point(at: nil)?.sequence == store.changes(after: 0, limit: 20).last?.sequence)
        func aside() async throws -> [String] {
            try await DatabaseQueue(path: path).read { database in
                try String.fetchAll(
                    database,
                    sql: """
                        SELECT id || ' ' || holder || ' ' || state || ' ' || client_id || ' ' ||
                            hex(sealed_client_secret) || ' ' || hex(sealed_registration_access_token)
                        FROM contested_registrations ORDER BY id
                        """)
            }
        }
        #expect(
            try await aside() == [
                "gone r-1 deleted c-1 02 03", "second r-1 active c-1 02 03", "third r-1 deleting c-1 02 03",
            ])
        // Forgotten, its secrets go, and the client stays.
        _ = try await store.apply(.forgotten, to: "second", at: 4, now: 9)
        #expect(try await aside().count == 2)
        #expect(try await store.client(id: "r-1") == first)
        #expect(try SQLiteClientStore(path: path) !== store)
    }

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
        #expect(record.settings.subscriptions == [Subscription(id: "r-1", product: "payments", plan: "free")])
        #expect(record.settings.applicationID == nil)
        #expect(record.registration?.clientSecret == SealedSecret(bytes: [2]))
        #expect(record.registration?.revealedSecretDigest == nil)
        #expect(record.registration?.registrationAccessToken == SealedSecret(bytes: [3]))
        #expect(try await store.changes(after: 0, limit: 9).map(\.record) == [record])
        #expect(await refusalCode { try await store.deleteProvider(named: "idp") } == "provider_in_use")
        let changed = try await store.apply(.deleting(operationID: "o"), to: "r-1", at: 2, now: 8)
        #expect(try await store.client(id: "r-1") == changed)
    }
}
