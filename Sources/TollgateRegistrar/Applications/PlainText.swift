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
            && !text.unicodeScalars.contains(where: Redactor.isControl)
    }

    /// Whether `text` is a description: a name's characters, tabs and line breaks.
    public static func isDescription(_ text: String) -> Bool {
        text.unicodeScalars.count <= maximumDescriptionLength
            && text.unicodeScalars.allSatisfy { "\t\n\r".unicodeScalars.contains($0) || !Redactor.isControl($0) }
    }
}
