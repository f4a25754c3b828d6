/// Everything that Tollgate is told: who issues tokens, which APIs there are, and who may call them how often.
///
/// One catalogue feeds the gate and the registrar, so that what is granted is what is enforced. It is a plain value:
/// making one checks nothing. `problems()` says what is wrong with it.
public struct Catalogue: Hashable, Sendable {
    /// The issuers whose tokens may be accepted.
    public var issuers: [Issuer]
    /// The policies, which products, plans and scopes refer to by name.
    public var policies: [Policy]
    /// The products: sets of APIs that are offered together.
    public var products: [Product]
    /// The plans: how much of a product a client may use.
    public var plans: [Plan]
    /// Scopes that name policies directly, beside those of products and plans.
    public var scopes: [ScopeMapping]
    /// The APIs behind the gateway.
    public var apis: [API]

    /// A catalogue with these parts.
    public init(
        issuers: [Issuer] = [], policies: [Policy] = [], products: [Product] = [], plans: [Plan] = [],
        scopes: [ScopeMapping] = [], apis: [API] = []
    ) {
        self.issuers = issuers
        self.policies = policies
        self.products = products
        self.plans = plans
        self.scopes = scopes
        self.apis = apis
    }
}
