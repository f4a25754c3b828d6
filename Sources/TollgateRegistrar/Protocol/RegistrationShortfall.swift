internal import TollgateCatalogue

/// A member of a client's metadata that came back narrower than it was asked for.
public struct RegistrationShortfall: Hashable, Sendable, CustomStringConvertible {
    /// The member's name: `scope`, `grant_types` or `client_secret`.
    public var member: String
    /// The values that were asked for.
    public var asked: [String]
    /// The values that were granted.
    public var granted: [String]
    /// The remedy, where that is known.
    public var hint: String?

    /// A shortfall with these parts.
    package init(member: String, asked: [String], granted: [String], hint: String? = nil) {
        self.member = member
        self.asked = asked
        self.granted = granted
        self.hint = hint
    }

    /// The cause in words for a person.
    public var description: String {
        switch member {
        case "client_secret":
            "the provider issued no client_secret, and \(Redactor.clean(asked)) cannot work without one"
        default:
            "asked for \(member) `\(Redactor.clean(asked))`, granted `\(Redactor.clean(granted))`;"
                + " missing is `\(Redactor.clean(asked.filter { !granted.containsExactly($0) }))`"
                + (hint.map { " (\($0))" } ?? "")
        }
    }
}
