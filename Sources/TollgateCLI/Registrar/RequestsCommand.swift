import ArgumentParser
import TollgateCatalogue
import TollgateRegistrar

/// The command `tollgate registrar requests`.
struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "List the access requests; make or decide one.",
        subcommands: [List.self, Add.self, Approve.self, Reject.self], defaultSubcommand: List.self)

    /// One request, as it is printed.
    struct Row: ListingRow {
        static let header = ["ID", "STATE", "APPLICATION", "PRODUCT", "PLAN", "CLIENT TYPE", "DETAIL"]

        var id: String
        var state: String
        var detail: String?
        var application: String
        var product: String
        var plan: String
        var clientType: String

        init(_ request: AccessRequest) {
            id = request.id
            state = request.state.name
            detail = request.state.detail
            application = request.application
            product = request.product
            plan = request.plan
            clientType = request.clientType
        }

        var cells: [String] { [id, state, application, product, plan, clientType, detail ?? ""] }
    }

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the access requests.")
        @OptionGroup var options: RegistrarOptions
        @Option(name: .long, help: "Only those in this state, such as pending.")
        var state: String?
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func validate() throws {
            guard let state, !AccessRequestState.names.contains(state) else { return }
            throw ValidationError(
                "--state: there is no state `\(state)` (known: \(AccessRequestState.names.joined(separator: ", ")))")
        }

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let requests = try await registrar.requests().filter { state == nil || $0.state.name == state }
                try Listing.write(requests.map(Row.init), json: json)
            }
        }
    }

    /// Makes one.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask for a product on a plan on behalf of an application.",
            discussion: "Where the product approves automatically, the client is registered at once.")
        @OptionGroup var options: RegistrarOptions
        @Option(name: .long, help: "The application's identifier.")
        var application: String
        @Option(name: .long, help: "The product's name in the catalogue.")
        var product: String
        @Option(name: .long, help: "The plan's name in the catalogue.")
        var plan: String
        @Option(name: .long, help: "The client type.")
        var clientType: String = ClientType.backend.name
        @Option(name: .long, help: "A redirect URI, for client types that need one; may be repeated.")
        var redirectURI: [String] = []
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let request = try await registrar.requestAccess(
                    application: application, product: product, plan: plan, clientType: clientType,
                    redirectURIs: redirectURI)
                try Listing.write(Row(request), json: json)
            }
        }
    }

    /// Approves one.
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Approve a request: the client is registered.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The request.")
        var id: String
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                try Listing.write(Row(try await registrar.approve(id, by: "command line")), json: json)
            }
        }
    }

    /// Rejects one.
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Turn a request down.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The request.")
        var id: String
        @Option(name: .long, help: "What the developer is told.")
        var reason: String
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let rejected = try await registrar.reject(id, by: "command line", reason: reason)
                try Listing.write(Row(rejected), json: json)
            }
        }
    }
}
