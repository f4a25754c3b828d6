import ArgumentParser
import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateRegistrar
import TollgateRegistrarAPI

/// The command `tollgate registrar providers`.
struct ProvidersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers", abstract: "List the identity providers; add, change, verify, show or delete one.",
        subcommands: [List.self, Add.self, Update.self, Verify.self, Show.self, Delete.self],
        defaultSubcommand: List.self)

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the providers and the products that use them.")
        @OptionGroup var options: RegistrarOptions
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let offers = try await registrar.offers()
                try Listing.write(try await registrar.providers().map { ListedProvider($0, offers) }, json: json)
            }
        }
    }

    /// Adds one.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a provider and add it if it works.",
            discussion: """
                The file has what `POST /api/dcr_providers` takes. A secret may also be { "env": "NAME" } or \
                { "file": "PATH" }. The metadata is fetched and an initial token obtained; nothing is registered.

                Example:
                  {"name": "idp", "provider_type": "oidc", "driver": "keycloak",
                   "issuer": "https://idp.example/realms/portal", "initial_access_token": {"env": "IDP_TOKEN"}}
                """)
        @OptionGroup var options: RegistrarOptions
        @Option(name: .long, help: ArgumentHelp("The provider as JSON; - for standard input.", valueName: "file"))
        var file: String
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let document = try ProvidersCommand.document(in: file)
            try await options.withRegistrar(creating: true) { registrar, _, _ in
                try await registrar.addProvider(document.provider, description: document.description ?? "")
                try await ProvidersCommand.write(document.provider.name, registrar, json: json)
            }
        }
    }

    /// Changes one.
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try what a provider is to be, and put it in the old one's place if it works.",
            discussion: "The file has everything, as for `add`; the name may be left out.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The provider's name.")
        var name: String
        @Option(name: .long, help: ArgumentHelp("The provider as JSON; - for standard input.", valueName: "file"))
        var file: String
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let document = try ProvidersCommand.document(in: file, name: name)
            try await options.withRegistrar { registrar, _, _ in
                try await registrar.updateProvider(document.provider, description: document.description)
                try await ProvidersCommand.write(name, registrar, json: json)
            }
        }
    }

    /// Tries one out.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a probe at a provider, delete it again, and say what it did differently.",
            discussion: "Exit status: 0 if clients can be registered there and deleted again, 1 if not.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The provider's name.")
        var name: String
        @Option(name: .long, help: "A scope to ask for; may be repeated.")
        var scope: [String] = []
        @Option(name: .long, help: "Ask for the scopes of this product, with --plan.")
        var product: String?
        @Option(name: .long, help: "Ask for the scopes of this plan, with --product.")
        var plan: String?
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func validate() throws {
            guard (product == nil) == (plan == nil) else { throw ValidationError("--product and --plan go together") }
        }

        func run() async throws {
            try await options.withRegistrar { registrar, _, catalogue in
                var scopes = scope
                if let product, let plan {
                    scopes += try catalogue.scopes.scopes(product: product, plan: plan)
                }
                let report = VerificationReport(try await registrar.verifyProvider(name, scopes: scopes))
                if json {
                    StandardOutput.write(try JSONOutput.of(report))
                } else {
                    for line in report.lines { StandardOutput.write(VisibleText.of(line)) }
                }
                if !report.usable { throw ExitCode.failure }
            }
        }
    }

    /// Shows one.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a provider with its settings, without secrets.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The provider's name.")
        var name: String
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                try await ProvidersCommand.write(name, registrar, json: json)
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

    private static func document(in path: String, name: String? = nil) throws -> ProviderDocument {
        let input = try JSONInput(path)
        do {
            return try ProviderDocument(DocumentReader(SecretMembers.resolved(input.object())), name: name)
        } catch let error as DocumentError {
            throw CommandFailure.usage("\(input.name): \(error)")
        }
    }

    private static func write(_ name: String, _ registrar: Registrar, json: Bool) async throws {
        let details = ProviderDetails(
            try await registrar.providerRecord(name), try await registrar.provider(name),
            products: try await registrar.offers().filter { $0.provider == name }.map(\.product),
            clients: try await registrar.clients().count { $0.provider == name && !$0.state.isFinal })
        if json { return StandardOutput.write(try JSONOutput.of(details)) }
        for line in details.lines { StandardOutput.write(VisibleText.of(line)) }
    }
}
