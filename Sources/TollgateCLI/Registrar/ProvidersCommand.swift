import ArgumentParser
import TollgateRegistrar

/// The command `tollgate registrar providers`.
struct ProvidersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers", abstract: "List the identity providers, or delete one.",
        subcommands: [List.self, Delete.self], defaultSubcommand: List.self)

    /// One provider, as it is printed.
    private struct Row: Encodable {
        var name: String
        var driver: String
        var issuer: String
        var description: String
        var products: [String]
    }

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the providers and the products that use them.")
        @OptionGroup var options: RegistrarOptions
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let offers = try await registrar.offers()
                let rows = try await registrar.providers().map { provider in
                    Row(
                        name: provider.name, driver: provider.driver, issuer: provider.issuer,
                        description: provider.description,
                        products: offers.filter { $0.provider == provider.name }.map(\.product))
                }
                if json { return StandardOutput.write(try JSONText.of(rows)) }
                for row in rows {
                    StandardOutput.write(
                        "\(row.name)  \(row.driver)  \(row.issuer)  products: \(row.products.joined(separator: ", "))")
                }
            }
        }
    }

    /// Deletes one.
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a provider that nothing refers to.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The provider's name.")
        var name: String

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in try await registrar.deleteProvider(name) }
        }
    }
}
