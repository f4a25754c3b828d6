import Foundation
import ServerTesting
import Testing
import TollgateRegistrar
import TollgateSQLite

@testable import TollgateCLI

@Suite("The registrar's flow on the command line", .realServers, .timeLimit(.minutes(5)))
struct RegistrarFlowTests {
    /// Adds the provider and offers payments there.
    private func prepare(_ arguments: [String], _ folder: URL) async throws {
        let file = try await RegistrarFolder.provider(in: folder)
        try await RegistrarFolder.run(["providers", "add"] + arguments + ["--file", file.path])
        try await RegistrarFolder.run(["products", "offer"] + arguments + ["payments", "--provider", "idp"])
    }

    private func importing(_ lines: String, _ arguments: [String], _ folder: URL) async throws {
        let file = folder.appending(path: "orders.jsonl")
        try Data(lines.utf8).write(to: file)
        try await RegistrarFolder.run(["clients", "import"] + arguments + [file.path, "--json"])
    }

    @Test("A provider, an offer, an application, a request, an approval and the secret: nothing needs the HTTP API")
    func flow() async throws {
        try await RegistrarFolder.with { arguments, folder in
            try await prepare(arguments, folder)
            try await RegistrarFolder.run(
                ["providers", "verify"] + arguments + ["idp", "--product", "payments", "--plan", "free", "--json"])
            let file = folder.appending(path: "provider.json").path
            try await RegistrarFolder.run(["providers", "update"] + arguments + ["idp", "--file", file, "--json"])
            try await RegistrarFolder.run(
                ["applications", "add"] + arguments + ["Acme", "--owner", "dev@acme.example"])
            let store = try RegistrarFolder.store(in: folder)
            let application = try #require(try await store.applications().first)
            try await RegistrarFolder.run(
                ["requests", "add"] + arguments
                    + ["--application", application.id, "--product", "payments", "--plan", "free"])
            let request = try #require(try await store.requests().first)
            #expect(request.state == .pending)
            try await RegistrarFolder.run(["requests", "approve"] + arguments + [request.id, "--json"])
            let client = try #require(try await store.clients().first { $0.state == .active })
            #expect(client.settings.scopes == ["product_payments", "free_plan"])
            #expect(client.registration?.clientSecret != nil)
            try await RegistrarFolder.run(["clients", "reveal"] + arguments + [client.id])
            #expect(try await store.client(id: client.id)?.registration?.clientSecret == nil)
            await #expect(throws: CommandFailure.self) {
                try await RegistrarFolder.run(["clients", "reveal"] + arguments + [client.id])
            }
        }
    }

    @Test("A token that was lost is made anew on the machine, and one that leaked is revoked there")
    func tokens() async throws {
        try await RegistrarFolder.with { arguments, folder in
            try await RegistrarFolder.run(["tokens", "add"] + arguments + ["--role", "admin", "--owner", "ann"])
            let store = try RegistrarFolder.store(in: folder)
            let token = try #require(try await store.tokens().first)
            #expect(token.role == .admin)
            #expect(token.owner == "ann")
            try await RegistrarFolder.run(["tokens", "revoke"] + arguments + [token.id])
            #expect(try await store.tokens().isEmpty)
        }
    }

    @Test("An import registers each line once, however often it runs, and goes on where it ended")
    func importing() async throws {
        try await RegistrarFolder.with { arguments, folder in
            try await prepare(arguments, folder)
            func line(_ number: Int) -> String {
                """
                {"key":"k-\(number)","application":"App \(number)","owner":"ann","product":"payments","plan":"free",\
                "ends_at":"2126-12-31T00:00:00Z"}

                """
            }
            try await importing((1...2).map(line).joined(), arguments, folder)
            try await importing((1...3).map(line).joined(), arguments, folder)
            try await importing("[" + (1...3).map(line).joined(separator: ",") + "]", arguments, folder)
            let store = try RegistrarFolder.store(in: folder)
            let clients = try await store.clients()
            #expect(clients.map(\.settings.application) == ["App 1", "App 2", "App 3"])
            #expect(clients.allSatisfy { $0.state == .active })
            #expect(clients.allSatisfy { $0.settings.subscriptions.first?.endsAt == 4_954_348_800 })
            #expect(try await store.applications().count == 3)
        }
    }

    @Test("Every wrong line is named before the first client is registered")
    func wrongLines() async throws {
        try await RegistrarFolder.with { arguments, folder in
            try await prepare(arguments, folder)
            let good = #"{"key":"k","application":"A","owner":"ann","product":"payments","plan":"free""#
            let lines = """
                \(good)}

                \(good.replacing(#""k""#, with: #""k-2""#).replacing("free", with: "gold"))}
                \(good.replacing(#""k""#, with: #""k-3""#))}
                \(good.replacing(#""A""#, with: #""B""#))}
                """
            do {
                try await importing(lines, arguments, folder)
                Issue.record("wrong lines were imported")
            } catch let failure as CommandFailure {
                #expect(failure.exitCode == CommandFailure.usage)
                let found = failure.message.split(separator: "\n")
                #expect(found.count == 3)
                #expect(found[0].contains("orders.jsonl:3: error: there is no plan `gold`"))
                #expect(found[1].contains(":4: error: the application `A` has the product `payments` already"))
                #expect(found[2].contains(":5: error: the key `k` is that of item 1 already"))
            }
            await #expect(throws: CommandFailure.self) {
                try await importing(#"{"key":"k","aplication":"A"}"#, arguments, folder)
            }
            #expect(try await RegistrarFolder.store(in: folder).clients().isEmpty)
        }
    }
}
