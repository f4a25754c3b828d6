/// Something that a developer builds and that needs credentials to call APIs.
public struct Application: Codable, Hashable, Sendable, Identifiable {
    /// The registrar's identifier.
    public let id: String
    /// The version, which counts the changes; a change names the version it starts from.
    public var version: Int
    /// Its name, which becomes the name of its clients at the providers.
    public var name: String
    /// Its purpose in the developer's words.
    public var description: String
    /// The developer it belongs to, by the name that the registrar's API or the portal in front of it uses.
    public var owner: String
    /// The time at which it was made, in Unix seconds.
    public var createdAt: Int64
    /// The time at which it last changed, in Unix seconds.
    public var updatedAt: Int64

    /// An application with these parts.
    public init(
        id: String, version: Int = 1, name: String, description: String = "", owner: String, createdAt: Int64,
        updatedAt: Int64
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.description = description
        self.owner = owner
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A filter for lists of applications; what is `nil` lets all through.
public struct ApplicationFilter: Hashable, Sendable {
    /// Only those of this owner.
    public var owner: String?

    /// A filter with these parts.
    public init(owner: String? = nil) {
        self.owner = owner
    }
}
