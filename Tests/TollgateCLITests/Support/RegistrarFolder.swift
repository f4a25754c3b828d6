import ArgumentParser
import Foundation
import LogTesting
import ServerTesting
import ServiceLifecycle
import Testing
import TollgateIssuer
import TollgateSQLite

@testable import TollgateCLI

/// A folder with a sealing key and a place for a database, and the registrar's commands run on it.
enum RegistrarFolder {
    /// Runs `body` with the arguments that every command needs.
    static func with(_ body: (_ arguments: [String], _ folder: URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let keyFile = folder.appending(path: "key")
        try Data((String(repeating: "ab", count: 32) + "\n").utf8).write(to: keyFile)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keyFile.path)
        let configuration = folder.appending(path: "tollgate.yaml")
        try FileManager.default.copyItem(atPath: QuickstartFile.find(), toPath: configuration.path)
        let arguments = [
            "--config", configuration.path, "--database", folder.appending(path: "clients.db").path,
            "--key-file", keyFile.path,
        ]
        try await body(arguments, folder)
    }

    /// Runs one command.
    static func run(_ arguments: [String]) async throws {
        var command = try TollgateCommand.parseAsRoot(["registrar"] + arguments)
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    /// The database, as the commands left it.
    static func store(in folder: URL) throws -> SQLiteClientStore {
        try SQLiteClientStore(path: folder.appending(path: "clients.db").path)
    }

    /// Starts an issuer that serves until the process ends, and writes the file that describes it as the provider `idp`.
    ///
    /// The folder's configuration accepts its tokens from then on.
    static func provider(in folder: URL) async throws -> URL {
        let issuer = try EmbeddedIssuer(
            configuration: IssuerConfiguration(scopes: ["product_payments", "free_plan"], initialAccessToken: "start"))
        try await LoopbackServer.start(issuer)
        let configuration = folder.appending(path: "tollgate.yaml")
        let yaml = try String(contentsOf: configuration, encoding: .utf8)
        try Data(yaml.replacing("http://localhost:9999/realms/DCR", with: issuer.issuer).utf8).write(to: configuration)
        let token = folder.appending(path: "initial-token")
        try Data("start\n".utf8).write(to: token)
        let file = folder.appending(path: "provider.json")
        let text = """
            {"name": "idp", "provider_type": "oidc", "driver": "keycloak", "issuer": "\(issuer.issuer)",
             "initial_access_token": {"file": "\(token.path)"}}
            """
        try Data(text.utf8).write(to: file)
        return file
    }
}
