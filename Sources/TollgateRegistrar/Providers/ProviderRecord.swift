/// A provider as a store keeps it: its initial access is sealed.
public struct ProviderRecord: Hashable, Sendable {
    /// The provider's name; unique.
    public var name: String
    /// The driver's name.
    public var driver: String
    /// Its purpose, in the operator's words.
    public var description: String
    /// Its issuer identifier or the URL of its well-known document, as the operator gave it.
    public var address: String
    /// Its issuer identifier, as its metadata named it.
    public var issuer: String
    /// The sealed initial access.
    public var initialAccess: SealedSecret
    /// The time at which it was added, in Unix seconds.
    public var createdAt: Int64

    /// A record with these parts.
    public init(
        name: String, driver: String, description: String = "", address: String, issuer: String,
        initialAccess: SealedSecret, createdAt: Int64
    ) {
        self.name = name
        self.driver = driver
        self.description = description
        self.address = address
        self.issuer = issuer
        self.initialAccess = initialAccess
        self.createdAt = createdAt
    }
}
