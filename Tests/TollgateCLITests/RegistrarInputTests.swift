import Foundation
import Testing
import TollgateRegistrar
import TollgateSQLite

@testable import TollgateCLI

@Suite("What the registrar's commands refuse before they do anything")
struct RegistrarInputTests {
    @Test("A token has an owner whose name can be read", arguments: ["", "a\u{1B}[31mb"])
    func owner(_ owner: String) async throws {
        try await RegistrarFolder.with { arguments, folder in
            await #expect(throws: (any Error).self) {
                try await RegistrarFolder.run(["tokens", "add"] + arguments + ["--role", "admin", "--owner", owner])
            }
            let store = try RegistrarFolder.store(in: folder)
            #expect(try await store.tokens().isEmpty)
        }
    }

    @Test("Each secret of a provider may stand in a file of its own, also what manages its clients")
    func secretsOfProviders() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("s3cret\n".utf8).write(to: file)
        let reference = JSONValue.object(["file": .string(file.path)])
        let resolved = try SecretMembers.resolved([
            "initial_access_token": reference, "headers": .object(["X-API-Key": reference]),
            "client_credentials": .object(["client_id": .string("a"), "client_secret": reference]),
            "provider_config": .object([
                "management_username": .string("admin"), "management_password": reference,
                "software_statement": reference,
            ]),
        ])
        #expect(resolved["initial_access_token"] == .string("s3cret"))
        #expect(resolved["headers"]?.object?["X-API-Key"] == .string("s3cret"))
        #expect(resolved["client_credentials"]?.object?["client_secret"] == .string("s3cret"))
        let configuration = resolved["provider_config"]?.object
        #expect(configuration?["management_password"] == .string("s3cret"))
        #expect(configuration?["software_statement"] == .string("s3cret"))
        #expect(configuration?["management_username"] == .string("admin"))
    }
}
