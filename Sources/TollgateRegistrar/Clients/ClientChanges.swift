/// What is to change about a registered client; what is `nil` stays.
public struct ClientChanges: Hashable, Sendable {
    /// The application's new name.
    public var application: String?
    /// The new product.
    public var product: String?
    /// The new plan: an upgrade or a downgrade.
    public var plan: String?
    /// The new redirect URIs; an empty list removes those that there are.
    public var redirectURIs: [String]?

    /// Changes with these parts.
    public init(
        application: String? = nil, product: String? = nil, plan: String? = nil, redirectURIs: [String]? = nil
    ) {
        self.application = application
        self.product = product
        self.plan = plan
        self.redirectURIs = redirectURIs
    }
}
