import ArgumentParser
import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateRegistrar

/// The command `tollgate registrar clients`.
struct ClientsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clients",
        abstract: "List the registered clients; import many; reveal, delete, rotate or forget one.",
        subcommands: [
            List.self, ClientsImportCommand.self, Reveal.self, Delete.self, Rotate.self, Forget.self,
        ],
        defaultSubcommand: List.self)

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the clients that are not gone.")
        @OptionGroup var options: RegistrarOptions
        @Flag(name: .long, help: "Also those that were deleted or never came to be.")
        var all = false
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let shown = try await registrar.clients().filter { $0.isListed && (all || !$0.state.isFinal) }
                try Listing.write(shown.map(ListedClient.init), json: json)
            }
        }
    }

    /// Shows a secret, once.
    struct Reveal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a client's secret for its owner, once: it is erased.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The client's record.")
        var id: String
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        private struct Shown: Encodable {
            var issuer: String
            var clientId: String
            var clientSecret: String?
            var clientSecretExpiresAt: Int64
            var scopes: [String]
        }

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let credential = try await registrar.revealSecret(id)
                let shown = Shown(
                    issuer: credential.issuer, clientId: credential.clientID,
                    clientSecret: credential.clientSecret?.reveal(), clientSecretExpiresAt: credential.secretExpiresAt,
                    scopes: credential.scopes)
                if json { return StandardOutput.write(try JSONOutput.of(shown)) }
                let expiry = shown.clientSecretExpiresAt
                let lines = TextTable.lines([
                    ["issuer", shown.issuer], ["client_id", shown.clientId],
                    ["client_secret", shown.clientSecret ?? "-"],
                    ["expires", expiry == 0 ? "never" : Listing.time(expiry)],
                    ["scope", shown.scopes.joined(separator: " ")],
                ])
                for line in lines { StandardOutput.write(VisibleText.of(line)) }
            }
        }
    }

    /// Deletes one.
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a client at its provider.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The client's record.")
        var id: String

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                guard try await registrar.delete(id) != .lost else {
                    throw CommandFailure.failed("the provider does not let the client be deleted; do it there")
                }
            }
        }
    }

    /// Renews a secret.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret", abstract: "Have the provider issue a new secret, for its owner to reveal.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The client's record.")
        var id: String

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in _ = try await registrar.rotateSecret(id) }
        }
    }

    /// Forgets one.
    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a client off the books that you have looked for at the provider and removed there.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The client's record.")
        var id: String

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in try await registrar.forget(id) }
        }
    }
}
