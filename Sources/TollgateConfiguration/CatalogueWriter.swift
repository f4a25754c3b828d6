package import TollgateCatalogue
internal import Yams

/// Writes a catalogue as a configuration file.
///
/// `Configuration` reads back the same catalogue. Values that are the default are left out, except where a reader of
/// the file would miss them.
package struct CatalogueWriter: Sendable {
    /// Lines of text to put above an entry, by the keys that lead to it with a dot between, such as `policies.free`.
    ///
    /// Those for a section stand above the section, those for the empty key above everything.
    package var comments: [String: [String]]

    /// A writer of these comments.
    package init(comments: [String: [String]] = [:]) {
        self.comments = comments
    }

    /// Writes the text of a configuration file.
    ///
    /// Paths of key files are written as they are.
    ///
    /// - Parameter catalogue: The catalogue.
    /// - Returns: YAML, with a line end at its end.
    /// - Throws: `YamlError` where Yams cannot write a text of the catalogue.
    package func yaml(_ catalogue: Catalogue) throws -> String {
        var lines = commentLines("", indent: "")
        if !lines.isEmpty { lines.append("") }
        lines += try section(
            "issuers", catalogue.issuers.map { ($0.name, CatalogueNodes.issuer($0)) }, isRequired: true)
        lines += try section("policies", catalogue.policies.map { ($0.name, CatalogueNodes.policy($0)) })
        lines += try section("products", catalogue.products.map { ($0.id, CatalogueNodes.product($0)) })
        lines += try section("plans", catalogue.plans.map { ($0.id, CatalogueNodes.plan($0)) })
        lines += try section("scopes", catalogue.scopes.map { ($0.scope, CatalogueNodes.texts($0.policies)) })
        lines += try section("apis", catalogue.apis.map { ($0.name, CatalogueNodes.api($0)) }, isRequired: true)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(
        _ name: String, _ entries: [(name: String, node: Node)], isRequired: Bool = false
    ) throws -> [String] {
        if entries.isEmpty { return isRequired ? commentLines(name, indent: "") + ["\(name): {}", ""] : [] }
        var lines = commentLines(name, indent: "") + ["\(name):"]
        for entry in entries {
            lines += commentLines("\(name).\(entry.name)", indent: "  ")
            let node = Node([(CatalogueNodes.text(entry.name), entry.node)])
            let text = try Yams.serialize(node: node, width: -1, allowUnicode: true)
            // An empty line can stand for a line end inside of a text.
            lines += text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { "  \($0)" }
        }
        return lines + [""]
    }

    private func commentLines(_ key: String, indent: String) -> [String] {
        (comments[key] ?? []).map { "\(indent)# \(Self.oneLine($0))" }
    }

    /// A text in which nothing can end the comment that it stands in (YAML 1.2.2 §5.1, §5.4).
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.value {
                    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
                        0x10000...:
                        scalar
                    default: " "
                    }
                }))
    }
}
