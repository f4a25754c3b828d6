import Foundation
import GRDB
import Testing
import TollgateCatalogue
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting

@Suite("The SQLite store")
struct SQLiteClientStoreTests {
    /// Runs `body` with the path of a database in a directory of its own, which is removed afterwards.
    private func withDatabase(_ body: (_ path: String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory.appendingPathComponent("clients.db").path)
    }

    @Test("A store that is opened again still knows its providers, clients and secrets")
    func reopening() async throws {
        try await withDatabase { path in
            let first = try await RegistrarFixture(store: SQLiteClientStore(path: path)).registered()
            let fixture = try RegistrarFixture(store: SQLiteClientStore(path: path))
            let record = try #require(try await fixture.record())
            #expect(record.id == first.recordID)
            #expect(record.settings.clientType == .backend)
            #expect(record.settings.scopes == ["product_payments", "free_plan"])
            #expect(record.registration?.members["x_realm"] == .object(["tier": .integer(3)]))
            #expect(record.createdAt == 1_700_000_000)
            #expect(try await fixture.registrar.revealSecret(record.id).clientSecret == Secret("s3cr3t-one"))
            fixture.provider.answer(204)
            #expect(try await fixture.registrar.delete(record.id) == .deleted)
            #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-one" } == true)
        }
    }

    @Test("No byte of the database shows a secret")
    func canaries() async throws {
        try await withDatabase { path in
            let fixture = try RegistrarFixture(store: SQLiteClientStore(path: path))
            let credential = try await fixture.registered()
            fixture.provider.answer(
                200, #"{"client_id":"c-1","client_secret":"s3cr3t-two","registration_access_token":"rat-two"}"#)
            _ = try await fixture.registrar.update(credential.recordID, ClientChanges(plan: "gold"))
            fixture.provider.answer(400, "you sent Bearer rat-two")
            _ = try? await fixture.registrar.update(credential.recordID, ClientChanges(plan: "free"))
            fixture.provider.answer(401, "no: Bearer iat-canary")
            _ = try? await fixture.register()

            var files = 0
            for suffix in ["", "-wal", "-shm"] {
                guard let bytes = FileManager.default.contents(atPath: path + suffix) else { continue }
                files += 1
                for canary in ["s3cr3t-one", "s3cr3t-two", "rat-one", "rat-two", "iat-canary"] {
                    #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in clients.db\(suffix)")
                }
            }
            #expect(files >= 2)
            let bytes = try #require(FileManager.default.contents(atPath: path + "-wal"))
            #expect(bytes.range(of: Data("product_payments".utf8)) != nil)
        }
    }

    @Test("The files are readable for their owner only")
    func fileMode() async throws {
        try await withDatabase { path in
            let store = try SQLiteClientStore(path: path)
            #expect(try await store.providers().isEmpty)
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
        }
    }

    @Test("Files that others could read are closed to them when the store is opened")
    func openFileMode() async throws {
        try await withDatabase { path in
            _ = try SQLiteClientStore(path: path)
            for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path + suffix)
            }
            let store = try SQLiteClientStore(path: path)
            #expect(try await store.providers().isEmpty)
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "clients.db\(suffix)")
            }
        }
    }

    @Test("A file that is no database keeps its bytes and the mode that it has")
    func otherFile() async throws {
        try await withDatabase { path in
            try Data("policies: {}\n".utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            #expect(await refusalCode { try SQLiteClientStore(path: path) } == "store_unavailable")
            #expect(FileManager.default.contents(atPath: path) == Data("policies: {}\n".utf8))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o644)
        }
    }

    @Test("A request and an offer whose columns were changed to what is no JSON are told by their names")
    func damagedColumns() async throws {
        try await withDatabase { path in
            let store = try SQLiteClientStore(path: path)
            let fixture = try await AccessFixture(store: store)
            let request = try await fixture.request()
            try await DatabaseQueue(path: path).write { database in
                try database.execute(sql: "UPDATE access_requests SET redirect_uris = 'x'")
                try database.execute(sql: "UPDATE offers SET client_types = '{}' WHERE product = 'payments'")
            }
            await #expect(throws: RegistrationError.store(.recordDamaged(id: request.id))) {
                try await store.requests()
            }
            await #expect(throws: RegistrationError.store(.recordDamaged(id: "payments"))) { try await store.offers() }
        }
    }

    @Test("It is written ahead, with constraints that hold for other programs too")
    func modes() async throws {
        try await withDatabase { path in
            _ = try await RegistrarFixture(store: SQLiteClientStore(path: path)).registered()
            let database = try DatabaseQueue(path: path)
            #expect(try await database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
            #expect(try await database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
            for statement in [
                "UPDATE clients SET state = 'gone'", "UPDATE clients SET version = 0",
                "UPDATE clients SET version = 'x'", "UPDATE clients SET provider_in_use = NULL",
                "UPDATE clients SET redirect_uris = NULL",
            ] {
                await #expect(throws: DatabaseError.self, "\(statement)") {
                    try await database.write { try $0.execute(sql: statement) }
                }
            }
        }
    }

    @Test("A database with a damaged page is refused, or read without what was damaged, and never a trap")
    func damagedPages() async throws {
        try await withDatabase { path in
            _ = try await RegistrarFixture(store: SQLiteClientStore(path: path)).registered()
            try await DatabaseQueue(path: path).writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            let copy = path + ".copy"
            // SQLite believes a schema in which a column has another name.
            let column = try #require(whole.range(of: Data("subscriptions".utf8))).lowerBound
            for offset in Array(stride(from: 0, to: whole.count, by: 997)) + [column] {
                var damaged = whole
                damaged[offset] ^= 0x01
                for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
                try damaged.write(to: URL(fileURLWithPath: copy))
                do {
                    let store = try SQLiteClientStore(path: copy)
                    _ = try await store.clients()
                    _ = try await store.providers()
                } catch {
                    #expect(error is RegistrationError)
                }
            }
        }
    }

    @Test("Two programs on one file: a thousand approvals at once make one client")
    func twoStores() async throws {
        try await withDatabase { path in
            let fixture = try await AccessFixture(store: SQLiteClientStore(path: path))
            let second = Registrar(
                store: try SQLiteClientStore(path: path),
                configuration: Registrar.Configuration(
                    sealer: fixture.sealer,
                    network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                    scopes: { AccessFixture.catalogueScopes }, clientTypes: [.backend, AccessFixture.web],
                    now: { ManualClock().unixSeconds }))
            let request = try await fixture.request()
            for _ in 0..<2 { fixture.answer("product_payments free_plan") }
            let registrars = [fixture.registrar, second]
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<1_000 {
                    group.addTask { _ = try? await registrars[number % 2].approve(request.id, by: "admin \(number)") }
                }
            }
            #expect(fixture.provider.methods == ["POST"])
            for registrar in registrars {
                #expect(try await registrar.clients().map(\.state) == [.active])
                #expect(try await registrar.request(request.id).state.client != nil)
            }
        }
    }

    @Test("A path that cannot be written and a file that is no database say so")
    func unusableFiles() async throws {
        #expect(await refusalCode { try SQLiteClientStore(path: "/nowhere/at/all/clients.db") } == "store_unavailable")
        try await withDatabase { path in
            try Data(repeating: 0x41, count: 4_096).write(to: URL(fileURLWithPath: path))
            #expect(await refusalCode { try SQLiteClientStore(path: path) } == "store_unavailable")
        }
    }

    @Test("Even a statement past the program cannot delete a provider that is in use")
    func foreignKeys() async throws {
        try await withDatabase { path in
            _ = try await RegistrarFixture(store: SQLiteClientStore(path: path)).registered()
            let database = try DatabaseQueue(path: path)
            await #expect(throws: DatabaseError.self) {
                try await database.write { try $0.execute(sql: "DELETE FROM providers") }
            }
        }
    }

    @Test("A transition that the state does not allow is refused and changes nothing")
    func transitionsAreChecked() async throws {
        let fixture = try RegistrarFixture()
        _ = try await fixture.registered()
        let record = try #require(try await fixture.record())
        await #expect(
            throws: RegistrationError.transitionRefused(id: record.id, state: .active, transition: "deleted")
        ) { try await fixture.store.apply(.deleted, to: record.id, at: record.version, now: 1) }
        #expect(try await fixture.record() == record)
        await #expect(throws: RegistrationError.clientUnknown(id: "x")) {
            try await fixture.store.apply(.deleted, to: "x", at: 1, now: 1)
        }
    }
}
