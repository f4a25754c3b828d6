/// Something that is wrong, or looks wrong, in a configuration file.
public struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// Whether the configuration can be used all the same.
    public enum Severity: String, Hashable, Sendable {
        /// It cannot be used.
        case error
        /// It can, but probably does not do what was meant.
        case warning
    }

    /// Whether the configuration can be used all the same.
    public let severity: Severity
    /// The file, as it was named.
    public let file: String
    /// The line, from 1; `nil` where the problem is not at a place.
    public let line: Int?
    /// The column, from 1; `nil` where the problem is not at a place.
    public let column: Int?
    /// The keys from the top of the file down, with dots between; empty for the file as a whole.
    public let path: String
    /// The value that was found, and those that would be right.
    public let message: String

    /// `file:line:column: error: path: message`, which editors and terminals make a link of.
    public var description: String {
        var text = file
        if let line, let column { text += ":\(line):\(column)" }
        text += ": \(severity.rawValue): "
        if !path.isEmpty { text += "\(path): " }
        return text + message
    }
}
