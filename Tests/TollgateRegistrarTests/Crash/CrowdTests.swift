import CrashWorld
import Foundation
import ServerTesting
import Testing
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

/// wso2/api-manager 1810, at its worst: two registrars on one database, and a provider that has ten clients for all.
@Suite("A thousand registrations at once at a provider that answers with one of ten clients", .realServers, .serialized)
struct CrowdTests {
    /// The number of processes, and how many registrations each makes.
    private static let (processes, registrations) = (2, 500)

    @Test(
        "make ten records active, show each secret to one owner, delete nothing, and tell gates of those ten alone",
        arguments: [
            // Without marks the store alone tells who was first; with them also those that asked for something else.
            (showsMarks: false, plans: "free"), (showsMarks: true, plans: "free,gold"),
        ])
    func crowd(showsMarks: Bool, plans: String) async throws {
        let provider = TenClients(showsMarks: showsMarks)
        try await provider.serve { issuer in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let database = folder.appendingPathComponent("clients.db").path
            let registrar = Registrar(
                store: try SQLiteClientStore(path: database),
                configuration: Registrar.Configuration(
                    sealer: SecretSealer(current: try CrashWorld.sealingKey()),
                    network: SingleNetwork(DriverHarness.outbound), scopes: { CrashWorld.scopes }))
            try await registrar.addProvider(Provider(name: "idp", address: issuer))
            let lines = try await Self.run(database: database, issuer: issuer, plans: plans, in: folder)
            #expect(lines.count == Self.processes * Self.registrations)
            let shown = lines.filter { $0.hasPrefix("shown ") }.map { $0.split(separator: " ").map(String.init) }
            #expect(lines.count { $0.hasPrefix("client_taken ") } == lines.count - TenClients.count, "\(lines)")

            try await Self.check(registrar, shown: shown)
            // Whoever comes later and asks for something else would have the answer undone.
            for number in 0..<20 {
                #expect(
                    await refusalCode {
                        try await registrar.register(
                            application: "late-\(number)", product: "payments", plan: "gold", provider: "idp")
                    } == "client_taken")
            }
            try await Self.check(registrar, shown: shown)
            #expect(provider.registrations == Self.processes * Self.registrations + 20)
            #expect(provider.deletions == 0)
        }
    }

    private static func check(_ registrar: Registrar, shown: [[String]]) async throws {
        let records = try await registrar.clients()
        let active = records.filter { $0.state == .active }
        #expect(active.count == TenClients.count)
        #expect(records.allSatisfy { $0.state == .active || $0.state.name == "failed" && $0.registration == nil })
        // Each secret was shown once, to the owner of the record that has the client.
        let clients = Dictionary(uniqueKeysWithValues: active.map { ($0.id, $0.clientID ?? "") })
        #expect(Set(clients.values).count == TenClients.count)
        #expect(shown.count == TenClients.count)
        for line in shown {
            #expect(clients[line[1]] == line[2])
            #expect(line[3] == line[2].replacing("client", with: "secret"))
        }
        #expect(Set(shown.map { $0[3] }).count == TenClients.count)
        let told = try await registrar.changes(after: 0, limit: 10_000).filter {
            ClientStatus(of: $0.record, scopes: CrashWorld.scopes) != nil
        }
        #expect(Set(told.map(\.record.id)) == Set(active.map(\.id)))
        #expect(told.count == TenClients.count)
    }

    /// What the processes print.
    private static func run(
        database: String, issuer: String, plans: String, in folder: URL
    ) async throws -> [String] {
        let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "RegistrarCrash")
        return try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<processes {
                group.addTask {
                    let output = folder.appendingPathComponent("output-\(number)")
                    try Data().write(to: output)
                    let process = Process()
                    process.executableURL = binary
                    process.arguments = [database, issuer, "crowd", "\(registrations)", "crowd-\(number)", plans]
                    process.standardInput = FileHandle.nullDevice
                    process.standardOutput = try FileHandle(forWritingTo: output)
                    let ended = AsyncStream.makeStream(of: Int32.self)
                    process.terminationHandler = { process in
                        ended.continuation.yield(process.terminationStatus)
                        ended.continuation.finish()
                    }
                    try process.run()
                    for await status in ended.stream { #expect(status == 3) }
                    return try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map(String.init)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
