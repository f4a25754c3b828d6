/// Something that a developer builds and that needs credentials to call APIs.
public struct Application: Codable, Hashable, Sendable, Identifiable {
    /// The registrar's identifier.
    public let id: String
    /// Counts the changes; a change names the version it starts from.
    public var version: Int
    /// Its name, which becomes the name of its clients at the providers.
    public var name: String
    /// What it does, in the developer's words.
    public var description: String
    /// Who it belongs to, as the admin API or the portal in front of it names developers.
    public var owner: String
    /// When it was made, in Unix seconds.
    public var createdAt: Int64
    /// When it last changed, in Unix seconds.
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
