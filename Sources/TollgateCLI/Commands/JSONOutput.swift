import Foundation

/// JSON for programs that read what a command prints.
enum JSONOutput {
    /// A value as indented JSON, its members in snake_case and in the order of their names.
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
