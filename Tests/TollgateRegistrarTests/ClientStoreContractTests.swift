import ClientStoreContract
import Foundation
import Testing
import TollgateSQLite

@Suite("The contract of stores")
struct ClientStoreContractTests {
    @Test("SQLite in memory keeps it", arguments: ClientStoreContract.allCases)
    func inMemory(rule: ClientStoreContract) async throws {
        try await rule.check(SQLiteClientStore.inMemory())
    }

    @Test("SQLite in a file keeps it", arguments: ClientStoreContract.allCases)
    func inFile(rule: ClientStoreContract) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await rule.check(SQLiteClientStore(path: directory.appendingPathComponent("clients.db").path))
    }

    @Test("SQLite keeps that of the admin API", arguments: AdministrationStoreContract.allCases)
    func administration(rule: AdministrationStoreContract) async throws {
        try await rule.check(SQLiteClientStore.inMemory())
    }
}
