/// A set of APIs that is offered as one thing.
public struct Product: Hashable, Sendable {
    /// Its key in the catalogue.
    public var id: String
    /// Its name for people.
    public var displayName: String
    /// The scopes that stand for it; a token with any of them has the product.
    public var scopes: [String]
    /// The policies that those scopes bring, by name.
    public var policies: [String]

    /// A product with these properties.
    public init(id: String, displayName: String, scopes: [String], policies: [String]) {
        self.id = id
        self.displayName = displayName
        self.scopes = scopes
        self.policies = policies
    }
}
