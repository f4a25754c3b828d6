/// The issuers of tokens, the APIs, and the products, plans, scopes and policies that open them.
///
/// One catalogue feeds the gate and the registrar, so that what is granted is what is enforced. It is a plain value:
/// making one checks nothing. ``problems()`` finds its faults.
///
/// ```swift
/// let catalogue = Catalogue(
///     issuers: [Issuer(name: "portal", issuer: "https://idp.example", audiences: .oneOf(["payments"]))],
///     policies: [
///         Policy(name: "access", access: [AccessRight(api: "payments")]),
///         Policy(name: "free", limits: Limits(rate: RateLimit("5/1s"), quota: Quota("1000/1d"))),
///     ],
///     products: [Product(id: "payments", displayName: "Payments", scopes: ["payments"], policies: ["access"])],
///     plans: [Plan(id: "free", displayName: "Free", scopes: ["free"], policies: ["free"])],
///     apis: [API(name: "payments", listenPath: "/payment-api/", issuers: ["portal"], defaultPolicy: "no-op")])
/// ```
public struct Catalogue: Hashable, Sendable {
    /// The issuers whose tokens may be accepted.
    public var issuers: [Issuer]
    /// The policies, which products, plans and scopes refer to by name.
    public var policies: [Policy]
    /// The products: sets of APIs that are offered together.
    public var products: [Product]
    /// The plans: the limits at which products are used.
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
