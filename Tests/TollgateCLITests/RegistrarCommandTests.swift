import ArgumentParser
import Foundation
import Testing

@testable import TollgateCLI

@Suite("tollgate registrar")
struct RegistrarCommandTests {
    private static let key = String(repeating: "ab", count: 32)

    /// Runs `body` with a folder that holds a key and a place for a database.
    private static func withFolder(_ body: (_ arguments: [String], _ folder: URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let keyFile = folder.appending(path: "key")
        try Data((key + "\n").utf8).write(to: keyFile)
        let arguments = [
            "--config", try QuickstartFile.find(), "--database", folder.appending(path: "clients.db").path,
            "--key-file", keyFile.path,
        ]
        try await body(arguments, folder)
    }

    private static func run(_ arguments: [String]) async throws {
        var command = try TollgateCommand.parseAsRoot(["registrar"] + arguments)
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    @Test(
        "Each command works on an empty database, also as JSON",
        arguments: ["providers", "clients", "requests", "reconcile", "seal"])
    func emptyDatabase(name: String) async throws {
        try await Self.withFolder { arguments, _ in
            try await Self.run([name] + arguments)
            try await Self.run([name] + arguments + ["--json"])
        }
    }

    @Test(
        "A key that is none ends with 2 and says what a key is",
        arguments: ["", "ab", String(repeating: "z", count: 64)])
    func wrongKey(text: String) async throws {
        try await Self.withFolder { arguments, folder in
            try Data(text.utf8).write(to: folder.appending(path: "key"))
            do {
                try await Self.run(["clients"] + arguments)
                Issue.record("a wrong key was taken")
            } catch let failure as CommandFailure {
                #expect(failure.exitCode == ExitCode(2))
                #expect(failure.message.contains("64 hexadecimal digits"))
            }
        }
    }

    @Test("What is not there ends with 1 and is named")
    func unknownRecords() async throws {
        try await Self.withFolder { arguments, _ in
            for command in [
                ["providers", "delete", "idp"], ["clients", "delete", "c-9"], ["requests", "approve", "r-9"],
            ] {
                do {
                    try await Self.run(Array(command.prefix(2)) + arguments + [command[2]])
                    Issue.record("\(command) succeeded")
                } catch let failure as CommandFailure {
                    #expect(failure.exitCode == .failure)
                    #expect(failure.message.contains(command[2]))
                }
            }
        }
    }
}
