import ArgumentParser
import TollgateCatalogue
import TollgateRegistrar

/// The command `tollgate registrar applications`.
struct ApplicationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "applications", abstract: "List the developers' applications; add or delete one.",
        subcommands: [List.self, Add.self, Delete.self], defaultSubcommand: List.self)

    /// One application, as it is printed.
    private struct Row: ListingRow {
        static let header = ["ID", "NAME", "OWNER", "DESCRIPTION"]

        var id: String
        var name: String
        var owner: String
        var description: String

        init(_ application: Application) {
            id = application.id
            name = application.name
            owner = application.owner
            description = application.description
        }

        var cells: [String] { [id, name, owner, description] }
    }

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the applications.")
        @OptionGroup var options: RegistrarOptions
        @Option(name: .long, help: "Only those of this owner.")
        var owner: String?
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let found = try await registrar.applications().filter { owner == nil || $0.owner.exact == owner?.exact }
                try Listing.write(found.map(Row.init), json: json)
            }
        }
    }

    /// Adds one.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an application for a developer.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "Its name, which becomes the name of its clients at the providers.")
        var name: String
        @Option(name: .long, help: "Who it belongs to.")
        var owner: String
        @Option(name: .long, help: "What it does.")
        var description: String = ""
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let made = try await registrar.createApplication(name: name, description: description, owner: owner)
                try Listing.write(Row(made), json: json)
            }
        }
    }

    /// Deletes one.
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete an application that has no clients, and its requests.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The application.")
        var id: String

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in try await registrar.deleteApplication(id) }
        }
    }
}
