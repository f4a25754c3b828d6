internal import TollgateConfiguration

/// Gives names that a catalogue can have, each only once.
struct CatalogueNames {
    private static let maximumLength = 48

    private var taken: Set<String>
    /// The number that was last added to a name.
    private var numbers: [String: Int] = [:]

    init(reserved: Set<String> = []) {
        taken = reserved
    }

    /// A name that is like a text: its letters, digits and `.`, `_`, `-`, in lower case.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - fallback: The name for a text without any such character.
    /// - Returns: The name, with a number after it where it was given before.
    mutating func name(for text: String, else fallback: String) -> String {
        var plain = Self.plain(text)
        if plain.isEmpty { plain = Self.plain(fallback) }
        if plain.isEmpty { plain = "unnamed" }
        var name = plain
        while !taken.insert(name).inserted {
            numbers[plain, default: 1] += 1
            name = "\(plain)-\(numbers[plain, default: 1])"
        }
        return name
    }

    private static func plain(_ text: String) -> String {
        var result = ""
        for scalar in text.lowercased().unicodeScalars {
            if scalar.isASCII, ConfigurationSyntax.isName(String(scalar)), scalar != "-" {
                result.unicodeScalars.append(scalar)
            } else if !result.isEmpty, result.last != "-" {
                result += "-"
            }
            if result.utf8.count >= maximumLength { break }
        }
        while result.last == "-" { result.removeLast() }
        return result
    }
}
