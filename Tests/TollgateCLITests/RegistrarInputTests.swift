import Testing
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
}
