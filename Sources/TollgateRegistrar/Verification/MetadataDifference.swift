/// A member of a client's metadata that a provider registered otherwise than it was asked for.
public struct MetadataDifference: Hashable, Sendable, CustomStringConvertible {
    /// The members that only the provider sets.
    private static let providerSet = ClientMetadata.forbiddenInUpdate.union(["client_id", "client_secret"])
    /// The members whose order means nothing.
    private static let lists: Set<String> = ["scope", "grant_types", "response_types", "redirect_uris", "contacts"]

    /// The member's name.
    public var member: String
    /// The value that was asked for; `nil` if none was.
    public var asked: JSONValue?
    /// The value of the answer; `nil` if it has none.
    public var granted: JSONValue?

    /// A difference.
    package init(member: String, asked: JSONValue?, granted: JSONValue?) {
        self.member = member
        self.asked = asked
        self.granted = granted
    }

    /// Lists all differences between the metadata that was asked for and the answer, by name.
    static func list(asked: ClientMetadata, granted: [String: JSONValue]) -> [MetadataDifference] {
        let asked = asked.members
        return Set(asked.keys).union(granted.keys).subtracting(providerSet).sorted().compactMap { member in
            guard !areSame(asked[member], granted[member], in: member) else { return nil }
            return MetadataDifference(member: member, asked: asked[member], granted: granted[member])
        }
    }

    private static func areSame(_ asked: JSONValue?, _ granted: JSONValue?, in member: String) -> Bool {
        if asked == granted { return true }
        // A list that is left out is an empty one.
        guard lists.contains(member), let asked = (asked ?? .array([])).words,
            let granted = (granted ?? .array([])).words
        else { return false }
        return Set(asked) == Set(granted)
    }

    /// The cause in words for a person.
    public var description: String {
        let name = Redactor.clean(member)
        return switch (asked, granted) {
        case (let asked?, let granted?): "`\(name)` is \(Self.shown(granted)), asked for was \(Self.shown(asked))"
        case (let asked?, nil): "`\(name)` is not in the answer, asked for was \(Self.shown(asked))"
        case (nil, let granted?): "`\(name)` is \(Self.shown(granted)), nothing was asked for"
        case (nil, nil): "`\(name)` is as it was asked for"
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        Redactor.clean(String(decoding: value.text, as: UTF8.self))
    }
}
