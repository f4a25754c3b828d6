import ArgumentParser
import TollgateRegistrar
import TollgateSQLite

/// The command `tollgate registrar tokens`.
struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "List the admin API's tokens; add or revoke one.",
        subcommands: [List.self, Add.self, Revoke.self], defaultSubcommand: List.self)

    /// One token, as it is printed; the token itself only where it was just made.
    private struct Row: ListingRow {
        static let header = ["ID", "ROLE", "OWNER", "ADDED"]

        var id: String
        var role: String
        var owner: String
        var createdAt: Int64
        var token: String?

        init(_ stored: APIToken, token: Secret? = nil) {
            id = stored.id
            role = stored.role.rawValue
            owner = stored.owner
            createdAt = stored.createdAt
            self.token = token?.reveal()
        }

        var cells: [String] { [id, role, owner, Listing.time(createdAt)] }
    }

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens; they are not kept themselves.")
        @OptionGroup var options: RegistrarOptions
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { _, store, _ in
                try Listing.write(try await store.tokens().map { Row($0) }, json: json)
            }
        }
    }

    /// Adds one.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it, once.",
            discussion: """
                Roles: admin may do everything, developer what concerns the applications of one owner, gateway \
                follows the clients.
                """)
        @OptionGroup var options: RegistrarOptions
        @Option(name: .long, help: "admin, developer or gateway.")
        var role: String
        @Option(name: .long, help: "Who its holder is: the owner of the applications that it makes.")
        var owner: String
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func validate() throws {
            guard APIToken.Role(rawValue: role) != nil else {
                let known = APIToken.Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--role: there is no role `\(role)` (known: \(known))")
            }
            guard PlainText.isName(owner) else {
                throw ValidationError("--owner: an owner has \(PlainText.nameRule)")
            }
        }

        func run() async throws {
            guard let role = APIToken.Role(rawValue: role) else { return }
            try await options.withRegistrar(creating: true) { _, store, _ in
                let made = APIToken.make(role: role, owner: owner, now: Registrar.systemTime())
                try await store.insert(made.stored)
                try Listing.write(Row(made.stored, token: made.token), json: json)
                if !json { StandardOutput.write("token, shown once   \(made.token.reveal())") }
            }
        }
    }

    /// Revokes one.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token: it is refused from now on.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The token's identifier, as `tokens list` shows it.")
        var id: String

        func run() async throws {
            try await options.withRegistrar { _, store, _ in try await store.deleteToken(id: id) }
        }
    }
}
