import ArgumentParser

/// The command `tollgate import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a configuration of that of another gateway.",
        discussion: "Each gateway is a command of its own; see `tollgate import tyk --help`.",
        subcommands: [ImportTykCommand.self])
}
