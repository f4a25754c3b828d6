/// Something that is wrong, or looks wrong, in a catalogue.
public struct CatalogueProblem: Hashable, Sendable {
    /// Whether the catalogue can be used all the same.
    public enum Severity: String, Hashable, Sendable {
        /// It cannot be used.
        case error
        /// It can, but probably does not do what was meant.
        case warning
    }

    /// Whether the catalogue can be used all the same.
    public var severity: Severity
    /// Its place: the keys from the top of the file down; list elements by their index, from 0.
    public var path: [String]
    /// The fault and its remedy.
    public var message: String

    /// A problem at `path`.
    package init(_ severity: Severity, at path: [String], _ message: String) {
        self.severity = severity
        self.path = path
        self.message = message
    }
}
