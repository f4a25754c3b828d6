import Foundation
import GRDB
import Testing
import TollgateSQLite

@testable import TollgateRegistrar

/// What somebody can do who can write to the database and has not got the key.
@Suite("A database that was tampered with")
struct TamperTests {
    /// A registrar on a database in a file with two clients, and a connection past it.
    private func withSite(
        _ body: (_ fixture: RegistrarFixture, _ clients: [String], _ database: DatabaseQueue) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("clients.db").path
        let fixture = try RegistrarFixture(store: SQLiteClientStore(path: path))
        try await fixture.addProvider()
        var clients: [String] = []
        for name in ["one", "two"] {
            fixture.provider.answer(
                201, RegistrarFixture.accepted.replacing("c-1", with: "c-\(name)").replacing("-one", with: "-\(name)"))
            clients.append(try await fixture.register().recordID)
        }
        try await body(fixture, clients, try DatabaseQueue(path: path))
    }

    private func code(_ operation: () async throws(RegistrationError) -> Void) async -> String? {
        do {
            try await operation()
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "Secrets that were swapped between two clients, or between two fields of one, do not open",
        arguments: [
            """
            CREATE TEMP TABLE copies AS SELECT * FROM clients;
            UPDATE clients SET sealed_client_secret = copies.sealed_client_secret,
                sealed_registration_access_token = copies.sealed_registration_access_token
                FROM copies WHERE copies.id <> clients.id
            """,
            """
            UPDATE clients SET sealed_client_secret = sealed_registration_access_token,
                sealed_registration_access_token = sealed_client_secret
            """,
            "UPDATE clients SET sealed_client_secret = x'', sealed_registration_access_token = x'01'",
        ])
    func swapped(statement: String) async throws {
        try await withSite { fixture, clients, database in
            try await database.write { try $0.execute(sql: statement) }
            let asked = fixture.provider.requests.count
            for id in clients {
                #expect(
                    await code { () async throws(RegistrationError) in
                        _ = try await fixture.registrar.revealSecret(id)
                    } == "sealed_secret_damaged")
                #expect(
                    await code { () async throws(RegistrationError) in
                        _ = try await fixture.registrar.update(id, ClientChanges(plan: "gold"))
                    } == "sealed_secret_damaged")
                #expect(
                    await code { () async throws(RegistrationError) in _ = try await fixture.registrar.delete(id) }
                        == "sealed_secret_damaged")
            }
            // Nothing was sent anywhere, and nobody was told that a client is gone.
            #expect(fixture.provider.requests.count == asked)
            #expect(!fixture.journal.entries.contains { $0.hasPrefix("deleting") })
        }
    }

    @Test("A client whose address was changed past the registrar is not asked, so nobody gets its token")
    func redirectedClient() async throws {
        try await withSite { fixture, clients, database in
            let changes = ["https://evil.example/register/c-1", "https://idp.example:8443/register/c-1"]
            let asked = fixture.provider.requests.count
            for url in changes {
                try await database.write {
                    try $0.execute(sql: "UPDATE clients SET registration_client_uri = ?", arguments: [url])
                }
                #expect(
                    await code { () async throws(RegistrationError) in
                        _ = try await fixture.registrar.delete(clients[0])
                    } == "sealed_secret_damaged")
            }
            #expect(fixture.provider.requests.count == asked)
            // What an earlier version has sealed says nothing of an origin, and goes on working.
            let old = BoundToken(plaintext: Secret("rat-one"))
            #expect(old.token == Secret("rat-one"))
            #expect(old.isBound(to: "https://idp.example/register/c-1"))
        }
    }

    @Test("No bit of a sealed secret can be flipped")
    func flipped() throws {
        let sealer = SecretSealer(current: try SealingKey(id: "k1", bytes: [UInt8](repeating: 1, count: 32)))
        let sealed = try sealer.seal(Secret("canary-4711"), record: "r", field: .clientSecret)
        for index in sealed.bytes.indices {
            for bit in 0..<8 {
                var altered = sealed
                altered.bytes[index] ^= 1 << bit
                #expect(throws: SealingError.self) { try sealer.open(altered, record: "r", field: .clientSecret) }
            }
        }
        for count in sealed.bytes.indices {
            let cut = SealedSecret(bytes: Array(sealed.bytes.prefix(count)))
            #expect(throws: SealingError.self) { try sealer.open(cut, record: "r", field: .clientSecret) }
        }
    }

    @Test("A key of the right name and the wrong bytes opens nothing, and says so")
    func wrongKey() async throws {
        try await withSite { fixture, clients, _ in
            let impostor = SecretSealer(current: try SealingKey(id: "k1", bytes: [UInt8](repeating: 8, count: 32)))
            let registrar = Registrar(
                store: fixture.store,
                configuration: Registrar.Configuration(
                    sealer: impostor, network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                    scopes: { RegistrarFixture.catalogueScopes }))
            let asked = fixture.provider.requests.count
            #expect(
                await code { () async throws(RegistrationError) in _ = try await registrar.revealSecret(clients[0]) }
                    == "sealed_secret_damaged")
            #expect(
                await code { () async throws(RegistrationError) in _ = try await registrar.verifyProvider("idp") }
                    == "sealed_secret_damaged")
            #expect(fixture.provider.requests.count == asked)
        }
    }

    @Test(
        "A provider whose address or driver was changed past the registrar is not asked, so it gets no token",
        arguments: ["address = 'https://evil.example'", "driver = 'okta'"])
    func redirectedProvider(change: String) async throws {
        try await withSite { fixture, _, database in
            try await database.write { try $0.execute(sql: "UPDATE providers SET \(change)") }
            let asked = fixture.provider.requests.count
            do throws(RegistrationError) {
                _ = try await fixture.register()
                Issue.record("a client was registered at an address that nobody has tried")
            } catch {
                #expect(error.code == "provider_invalid")
                #expect(error.description.contains("past the registrar"))
            }
            #expect(fixture.provider.requests.count == asked)
            // The operator can put it right.
            try await fixture.registrar.updateProvider(Provider(name: "idp", address: StubProvider.issuer))
            fixture.provider.answer(201, RegistrarFixture.accepted)
            _ = try await fixture.register()
        }
    }
}
