import ArgumentParser
import TollgateConfiguration

/// The command `tollgate schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of configuration files, for editors.",
        discussion: """
            It is of draft-07. Editors with the YAML language server use it where the first line of a file is
            # yaml-language-server: $schema=tollgate.schema.json

            What it cannot say, such as whether a policy exists, is told by `tollgate check`.

            Example:
              tollgate schema > tollgate.schema.json
            """)

    func run() throws {
        StandardOutput.write(String(ConfigurationSchema.text.dropLast()))
    }
}
