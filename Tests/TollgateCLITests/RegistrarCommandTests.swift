import ArgumentParser
import Foundation
import ServerTesting
import Testing

@testable import TollgateCLI

@Suite("tollgate registrar", .realServers)
struct RegistrarCommandTests {
    @Test(
        "Each command works on an empty database, also as JSON",
        arguments: [
            "providers", "products", "applications", "clients", "requests", "tokens", "reconcile", "seal",
        ])
    func emptyDatabase(name: String) async throws {
        try await RegistrarFolder.with { arguments, folder in
            _ = try RegistrarFolder.store(in: folder)
            try await RegistrarFolder.run([name] + arguments)
            try await RegistrarFolder.run([name] + arguments + ["--json"])
        }
    }

    @Test(
        "A database that is not there ends with 2 and is not made, except by commands that begin with one",
        arguments: [
            ["providers"], ["products"], ["applications"], ["applications", "add", "Acme", "--owner", "ann"],
            ["clients"], ["requests"], ["tokens"], ["reconcile"], ["seal"],
        ])
    func missingDatabase(command: [String]) async throws {
        try await RegistrarFolder.with { arguments, folder in
            let path = folder.appending(path: "clients.db").path
            do {
                try await RegistrarFolder.run(command + arguments)
                Issue.record("\(command) made a database")
            } catch let failure as CommandFailure {
                #expect(failure.exitCode == CommandFailure.usage)
                #expect(failure.message.contains("there is no database at \(path);"))
            }
            #expect(!FileManager.default.fileExists(atPath: path))
            try await RegistrarFolder.run(["tokens", "add", "--role", "admin", "--owner", "ann"] + arguments)
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    @Test(
        "A key that is none ends with 2 and says what a key is",
        arguments: ["", "ab", String(repeating: "z", count: 64)])
    func wrongKey(text: String) async throws {
        try await RegistrarFolder.with { arguments, folder in
            try Data(text.utf8).write(to: folder.appending(path: "key"))
            do {
                try await RegistrarFolder.run(["clients"] + arguments)
                Issue.record("a wrong key was taken")
            } catch let failure as CommandFailure {
                #expect(failure.exitCode == ExitCode(2))
                #expect(failure.message.contains("64 hexadecimal digits"))
            }
        }
    }

    @Test(
        "A sealing key that everybody can read or change is refused with the way out (CWE-732)",
        arguments: [(0o604, "read it (mode 0604)"), (0o602, "change it (mode 0602)"), (0o666, "read and change it")])
    func openKey(mode: Int, words: String) async throws {
        try await RegistrarFolder.with { arguments, folder in
            _ = try RegistrarFolder.store(in: folder)
            let key = folder.appending(path: "key").path
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
            do {
                try await RegistrarFolder.run(["clients"] + arguments)
                Issue.record("a key that everybody has was taken")
            } catch let failure as CommandFailure {
                #expect(failure.exitCode == CommandFailure.usage)
                #expect(failure.message.contains(words))
                #expect(failure.message.contains("chmod 600 \(key)"))
                #expect(failure.message.contains("TOLLGATE_SEALING_KEY"))
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
            try await RegistrarFolder.run(["clients"] + arguments)
        }
    }

    @Test("What is not there ends with 1 and is named")
    func unknownRecords() async throws {
        try await RegistrarFolder.with { arguments, folder in
            _ = try RegistrarFolder.store(in: folder)
            for command in [
                ["providers", "delete", "idp"], ["clients", "delete", "c-9"], ["requests", "approve", "r-9"],
                ["providers", "show", "idp"], ["providers", "verify", "idp"], ["clients", "reveal", "c-9"],
                ["applications", "delete", "a-9"], ["products", "withdraw", "payments"], ["tokens", "revoke", "t-9"],
            ] {
                do {
                    try await RegistrarFolder.run(Array(command.prefix(2)) + arguments + [command[2]])
                    Issue.record("\(command) succeeded")
                } catch let failure as CommandFailure {
                    #expect(failure.exitCode == .failure)
                    #expect(failure.message.contains(command[2]))
                }
            }
        }
    }

    @Test("A database of another key ends with 2, whatever is to be done, and names both keys")
    func otherKey() async throws {
        try await RegistrarFolder.with { arguments, folder in
            let server = try await RegistrarFolder.provider(in: folder)
            try await RegistrarFolder.run(["providers", "add"] + arguments + ["--file", server.path])
            try Data(String(repeating: "cd", count: 32).utf8).write(to: folder.appending(path: "key"))
            do {
                try await RegistrarFolder.run(["clients", "list"] + arguments)
                Issue.record("another key was taken")
            } catch let failure as CommandFailure {
                #expect(failure.exitCode == CommandFailure.usage)
                #expect(failure.message.contains("is sealed with the key"))
                #expect(failure.message.contains("--older-key-file"))
            }
        }
    }

    @Test(
        "A provider's file that is none ends with 2 and says where and what",
        arguments: [
            ("{", "provider.json:1:2: error: not JSON"), ("{\n  \"name\": x}", "provider.json:2:11: error: not JSON"),
            ("{}\n\n,", "provider.json:3:1: error: not JSON"), ("[]", "a JSON object is expected"),
            (#"{"name":"a","name":"b"}"#, "provider.json:1:13: error: this object has a member twice"),
            (#"{"name":"a","isuer":"b"}"#, "`isuer` is not known here"),
            (#"{"name":"a"}"#, "`provider_type` is missing"),
            (
                #"{"name":"a","initial_access_token":{"env":"NO_SUCH_VARIABLE"}}"#,
                "`initial_access_token`: the environment has no variable NO_SUCH_VARIABLE"
            ),
            (#"{"name":"a","headers":{"X-Key":{"path":"x"}}}"#, "`headers.X-Key` must be the secret itself"),
        ])
    func wrongProviders(text: String, expected: String) async throws {
        try await RegistrarFolder.with { arguments, folder in
            let file = folder.appending(path: "provider.json")
            try Data(text.utf8).write(to: file)
            do {
                try await RegistrarFolder.run(["providers", "add"] + arguments + ["--file", file.path])
                Issue.record("\(text) was taken")
            } catch let failure as CommandFailure {
                #expect(failure.exitCode == CommandFailure.usage)
                #expect(failure.message.contains(expected), "\(failure.message)")
            }
        }
    }

    @Test("A second server on one database is refused, until the first has ended")
    func databaseLock() async throws {
        try await RegistrarFolder.with { _, folder in
            let database = folder.appending(path: "clients.db").path
            let first = try DatabaseLock(database: database)
            #expect(throws: CommandFailure.self) { try DatabaseLock(database: database) }
            first.release()
            try DatabaseLock(database: database).release()
        }
    }

    @Test("What others wrote does nothing to a terminal, and stands below its heading")
    func listing() {
        struct Row: ListingRow {
            static let header = ["ID", "NAME"]
            var cells: [String]
        }
        #expect(
            Listing.lines([Row(cells: ["client-1", "a\u{1B}[2Jb"]), Row(cells: ["", "c"])]) == [
                "ID        NAME", "client-1  a\\u{1B}[2Jb", "-         c",
            ])
    }
}
