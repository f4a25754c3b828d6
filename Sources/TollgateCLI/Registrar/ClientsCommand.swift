import ArgumentParser
import TollgateRegistrar

/// The command `tollgate registrar clients`.
struct ClientsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clients", abstract: "List the registered clients, or delete, rotate or forget one.",
        subcommands: [List.self, Delete.self, Rotate.self, Forget.self], defaultSubcommand: List.self)

    /// One client, as it is printed; never a secret.
    private struct Row: Encodable {
        var id: String
        var state: String
        var reason: String?
        var application: String
        var provider: String
        var clientId: String?
        var scopes: [String]
    }

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
                let rows = try await registrar.clients().filter { all || !$0.state.isFinal }.map { record in
                    Row(
                        id: record.id, state: record.state.name, reason: record.state.reason,
                        application: record.grant.application, provider: record.provider, clientId: record.clientID,
                        scopes: record.grant.scopes)
                }
                if json { return StandardOutput.write(try JSONText.of(rows)) }
                for row in rows {
                    StandardOutput.write(
                        "\(row.id)  \(row.state)  \(row.application)  \(row.provider)  \(row.clientId ?? "-")  "
                            + row.scopes.joined(separator: " "))
                }
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
