/// What people may write who name and describe things.
public enum PlainText {
    /// How many characters a name may have: 200 (Unicode scalars, as JSON Schema counts).
    public static let maximumNameLength = 200
    /// How many characters a description may have: 2 000.
    public static let maximumDescriptionLength = 2_000
    /// Which names are accepted, in words.
    public static let nameRule = "1 to 200 printable characters"
    /// Which descriptions are accepted, in words.
    public static let descriptionRule = "at most 2000 characters, printable but for tabs and line breaks"

    /// Whether `text` is a name that can be read, and that does nothing to a line of a log.
    public static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.count <= maximumNameLength
            && !text.unicodeScalars.contains(where: isControl)
    }

    /// Whether `text` is a description: a name's characters, tabs and line breaks.
    public static func isDescription(_ text: String) -> Bool {
        text.unicodeScalars.count <= maximumDescriptionLength
            && text.unicodeScalars.allSatisfy { "\t\n\r".unicodeScalars.contains($0) || !isControl($0) }
    }

    /// Whether a scalar does something to what stands around it.
    ///
    /// A line break in foreign text would let a server forge lines of a log, an escape code or a change of direction
    /// would let it rewrite what a terminal shows.
    package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
