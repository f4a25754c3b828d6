import ArgumentParser
import TollgateRegistrar

/// The command `tollgate registrar requests`.
struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "List the access requests, or decide one.",
        subcommands: [List.self, Approve.self, Reject.self], defaultSubcommand: List.self)

    /// One request, as it is printed.
    struct Row: Encodable {
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

        /// One line for a person.
        var text: String {
            "\(id)  \(state)\(detail.map { ": \($0)" } ?? "")  \(application)  \(product)/\(plan)  \(clientType)"
        }
    }

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the access requests.")
        @OptionGroup var options: RegistrarOptions
        @Option(name: .long, help: "Only those in this state, such as pending.")
        var state: String?
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                let requests = try await registrar.requests().filter { state == nil || $0.state.name == state }
                let rows = requests.map(Row.init)
                if json { return StandardOutput.write(try JSONText.of(rows)) }
                for row in rows { StandardOutput.write(row.text) }
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
                let row = Row(try await registrar.approve(id, by: "command line"))
                StandardOutput.write(json ? try JSONText.of(row) : row.text)
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

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in
                _ = try await registrar.reject(id, by: "command line", reason: reason)
            }
        }
    }
}
