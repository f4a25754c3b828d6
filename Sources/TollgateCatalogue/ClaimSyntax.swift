/// The names that a configuration gives to the claims of tokens.
///
/// A name without a backslash is that of a claim, or else a dotted path into objects. `\.` in a path is a dot of a
/// name, and `\\` a backslash: `resource_access.shop\.example\.com.roles`.
package enum ClaimSyntax {
    /// The names along the path that a text with a backslash stands for.
    ///
    /// - Parameter text: As it stands in the configuration.
    /// - Returns: The names; `nil` where one is empty, or a backslash stands before another character or at the end.
    package static func names(in text: String) -> [[UInt8]]? {
        var names: [[UInt8]] = [[]]
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."): names.append([])
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst(), escaped == UInt8(ascii: ".") || escaped == UInt8(ascii: "\\")
                else { return nil }
                names[names.count - 1].append(escaped)
            default: names[names.count - 1].append(byte)
            }
        }
        return names.contains([]) ? nil : names
    }

    /// Whether a text names a claim: one without a backslash always does.
    package static func isName(_ text: String) -> Bool {
        !text.utf8.contains(UInt8(ascii: "\\")) || names(in: text) != nil
    }

    /// The text that names a claim as another system writes it, where a backslash is a character like others.
    package static func text(ofUnescaped name: String) -> String {
        String(
            name.unicodeScalars.reduce(into: String.UnicodeScalarView()) { text, scalar in
                if scalar == "\\" { text.append(scalar) }
                text.append(scalar)
            })
    }
}
