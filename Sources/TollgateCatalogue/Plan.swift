/// The limits at which a client uses a product, under the scopes that stand for them.
public struct Plan: Hashable, Sendable {
    /// Its key in the catalogue.
    public var id: String
    /// Its name for people.
    public var displayName: String
    /// The scopes that stand for it; a token with any of them has the plan.
    public var scopes: [String]
    /// The policies that those scopes bring, by name.
    public var policies: [String]
    /// The products whose APIs the plan's limits are for; `nil` means every API.
    public var products: [String]?

    /// A plan with these properties.
    public init(id: String, displayName: String, scopes: [String], policies: [String], products: [String]? = nil) {
        self.id = id
        self.displayName = displayName
        self.scopes = scopes
        self.policies = policies
        self.products = products
    }
}
