import ArgumentParser

/// The `tollgate` command.
@main
struct TollgateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tollgate",
        abstract: "A token gate for APIs, and the registrar of the clients whose tokens it checks.",
        discussion: """
            Start with `tollgate demo`: it runs the whole story on this machine, from registering a client \
            to refusing its token after it was deleted.

            Exit status: 0 if all went well or every token was admitted, 1 if something was refused or failed, \
            2 if the command line or a configuration is wrong.
            """,
        version: TollgateVersion.current,
        subcommands: [
            DemoCommand.self, GatewayCommand.self, AuthorizerCommand.self, IssuerCommand.self, VerifyCommand.self,
            CheckCommand.self, SchemaCommand.self, ExplainCommand.self, ReplayCommand.self, KeysCommand.self,
            ImportCommand.self,
            RegistrarCommand.self,
        ])

    /// Runs the command that the arguments name and ends with its exit status.
    ///
    /// ArgumentParser would end with 64 for a wrong command line; here that is 2, as for a wrong configuration.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            StandardError.write(failure.message)
            exit(withError: failure.exitCode)
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            StandardError.write(fullMessage(for: error))
            exit(withError: CommandFailure.usage)
        }
    }
}
