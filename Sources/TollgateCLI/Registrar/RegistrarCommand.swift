import ArgumentParser

/// The command `tollgate registrar`.
struct RegistrarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registrar",
        abstract: "Provision the clients whose tokens the gateway checks.",
        discussion: """
            The catalogue's products and plans come from --config, everything else from --database, a SQLite file \
            that is made if it is not there. Secrets in it are sealed with the key in --key-file, or in the \
            environment variable TOLLGATE_SEALING_KEY: 64 hexadecimal digits, such as `openssl rand -hex 32` prints.
            """,
        subcommands: [
            RegistrarServeCommand.self, ProvidersCommand.self, ProductsCommand.self, ApplicationsCommand.self,
            RequestsCommand.self, ClientsCommand.self, TokensCommand.self, ReconcileCommand.self, SealCommand.self,
        ])
}
